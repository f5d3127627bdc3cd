import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { API, callRest, textAt } from './rest.js'

/** Alice's room and her link to it. */
export type DemoRoom = {
  readonly id: string
  readonly jid: string
  readonly openInviteId: string
  readonly link: string
}

const FILE = 'demo-room'

/**
 * Gives the room of an earlier start, or makes a new one, and its link. Calls the REST API as alice, whose token this is.
 * Throws if the API refuses.
 */
export async function demoRoom(call: { url: string; token: string; directory: string }): Promise<DemoRoom> {
  const api = { token: call.token, url: `${call.url}${API}` }
  const path = join(call.directory, FILE)
  const known = await readFile(path, 'utf8').catch(() => '')
  const room = (await readRoom(api, known)) ?? (await makeRoom(api))
  await writeFile(path, room.id)
  const url = `${api.url}/users/me/public-links/bind`
  const { body } = await callRest({ ...api, url, body: { roomId: room.id } })
  const [openInviteId, link] = [textAt(body, 'data', 'openInviteId'), textAt(body, 'data', 'invitationURL')]
  if (!openInviteId || !link) throw new Error(`the link could not be created: ${JSON.stringify(body)}`)
  return { ...room, openInviteId, link }
}

/** Whether the token's user is a member of the room: only members can read a private room. */
export async function isIn(person: { url: string; token: string }, room: DemoRoom): Promise<boolean> {
  return (await readRoom({ token: person.token, url: `${person.url}${API}` }, room.id)) !== undefined
}

type Found = { readonly id: string; readonly jid: string }

async function readRoom(api: { url: string; token: string }, id: string): Promise<Found | undefined> {
  if (id === '') return undefined
  const { body } = await callRest({ ...api, url: `${api.url}/rooms/${encodeURIComponent(id)}` })
  return found(body)
}

async function makeRoom(api: { url: string; token: string }): Promise<Found> {
  const room = { name: 'The balcony', topic: 'Where the latchstring is out' }
  const { body } = await callRest({ ...api, url: `${api.url}/rooms`, body: room })
  const made = found(body)
  if (!made) throw new Error(`the room could not be created: ${JSON.stringify(body)}`)
  return made
}

function found(body: unknown): Found | undefined {
  const [id, jid] = [textAt(body, 'data', 'id'), textAt(body, 'data', 'jid')]
  return id && jid ? { id, jid } : undefined
}
