import { textAt } from '../../src/demo/rest.js'
import { type Actor, type Scene, type SceneOptions, scenario } from '../scenario/index.js'

/** A link to a room; `id` is the secret that joiners enter with. */
export type PlainLink = { readonly id: string; readonly linkId: string; readonly path: string }

/** Makes a link to a room (a bare JID) with these terms, in the words of the REST API. */
export async function makesLink(actor: Actor, room: string, terms: object = {}): Promise<PlainLink> {
  const links = `/api/v1/rooms/${room}/links`
  const { body } = await actor.calls('POST', links, terms)
  const linkId = textAt(body, 'data', 'linkId') ?? ''
  return { id: textAt(body, 'data', 'openInviteId') ?? '', linkId, path: `${links}/${linkId}` }
}

/** Changes the terms of a link. */
export async function changes(actor: Actor, { path }: PlainLink, terms: object): Promise<void> {
  await actor.calls('PATCH', path, terms)
}

/** The number of uses of a link. */
export async function usesOf(actor: Actor, { path }: PlainLink): Promise<unknown> {
  const { body } = await actor.calls('GET', path)
  return (body as { data: { uses: unknown } }).data.uses
}

/** The history of a room's links, newest first, each as 'event person actor'. */
export async function historyOf(actor: Actor, room: string): Promise<string[]> {
  const own = await actor.calls('GET', `/api/v1/rooms/${room}/links`)
  const roomId = textAt((own.body as { data: unknown[] }).data[0], 'roomId') ?? ''
  const { body } = await actor.calls('GET', `/api/v1/rooms/${roomId}/story`)
  return (body as { data: unknown[] }).data.map(entry => {
    const [user, by] = [textAt(entry, 'user', 'jid'), textAt(entry, 'by', 'jid')]
    return [textAt(entry, 'event'), ...[user, by].filter(jid => jid !== undefined).map(jid => jid.split('@')[0])].join(
      ' ',
    )
  })
}

/** A scene with a room that romeo owns and occupies, its configuration, and his link with these terms. */
export async function linkedScene(
  t: Parameters<typeof scenario>[0],
  { config = {}, terms = {}, ...options }: SceneOptions & { config?: Record<string, string>; terms?: object } = {},
): Promise<Scene & { readonly link: PlainLink }> {
  const scene = await scenario(t, options)
  const { romeo, room } = scene
  await romeo.enters(room)
  const kept = { 'muc#roomconfig_persistentroom': '1', 'muc#roomconfig_membersonly': '1' }
  await romeo.configures(room, { ...kept, ...config })
  const link = await makesLink(romeo, room, terms)
  await romeo.receivedMeanwhile()
  return Object.assign(scene, { link })
}

export const OPEN = { 'muc#roomconfig_membersonly': '0' }
export const SECRET = { 'muc#roomconfig_passwordprotectedroom': '1', 'muc#roomconfig_roomsecret': 'wherefore' }
