import { textAt } from '../../src/demo/rest.js'
import type { Actor, RestAnswer } from '../scenario/index.js'

const API = '/api/rainbow/enduser/v1.0'

/** A room made over REST, and a link to it. */
export type LinkedRoom = { readonly id: string; readonly jid: string; readonly openInviteId: string }

/** Makes a room over REST, and its owner's link to it. */
export async function linkedRoom(owner: Actor, visibility: 'private' | 'public' = 'private'): Promise<LinkedRoom> {
  const { body } = await owner.calls('POST', `${API}/rooms`, { name: 'The orchard', visibility })
  const id = textAt(body, 'data', 'id') ?? ''
  return { id, jid: textAt(body, 'data', 'jid') ?? '', openInviteId: await bindsLink(owner, id) }
}

/** The id of this moderator's link to a room. */
export async function bindsLink(moderator: Actor, roomId: string): Promise<string> {
  const { body } = await moderator.calls('POST', `${API}/users/me/public-links/bind`, { roomId })
  return textAt(body, 'data', 'openInviteId') ?? ''
}

/** Joins by the id of an open invite over REST. */
export function joins(joiner: Actor, openInviteId: string, more: object = {}): Promise<RestAnswer> {
  return joiner.calls('POST', `${API}/rooms/open-invites`, { openInviteId, ...more })
}
