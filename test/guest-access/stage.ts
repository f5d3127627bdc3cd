import { textAt } from '../../src/demo/rest.js'
import { linkedScene, type PlainLink } from '../invites/plain-link.js'
import type { Actor, Scene } from '../scenario/index.js'

/** What `POST /api/v1/guests` gives. */
export type MadeGuest = { readonly jid: string; readonly password: string; readonly nick: string }

export type GuestScene = Scene & {
  readonly link: PlainLink
  /** Makes a guest by the link. */
  makes(name: string): Promise<MadeGuest>
  /** A guest who comes by the link and enters the room. */
  comes(name: string): Promise<Actor & { readonly account: MadeGuest }>
}

/** A scene with a members-only room that romeo owns and occupies, and his link to it. */
export async function guestScene(...[t, options]: Parameters<typeof linkedScene>): Promise<GuestScene> {
  const scene = await linkedScene(t, options)
  const makes = (name: string) => makeGuest(scene, name)
  const comes = async (name: string) => {
    const account = await makes(name)
    const actor = await scene.guest(account)
    await actor.enters(scene.room, { nick: account.nick })
    return Object.assign(actor, { account })
  }
  return Object.assign(scene, { makes, comes })
}

/** Makes a guest by the link of the scene, over REST. */
export async function makeGuest({ url, link }: Pick<GuestScene, 'url' | 'link'>, name: string): Promise<MadeGuest> {
  const response = await fetch(`${url}/api/v1/guests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ openInviteId: link.id, name }),
  })
  const body: unknown = await response.json()
  const [jid, password, nick] = ['jid', 'password', 'nick'].map(key => textAt(body, 'data', key))
  if (!jid || !password || !nick) throw new Error(`no guest was made: ${JSON.stringify(body)}`)
  return { jid, password, nick }
}
