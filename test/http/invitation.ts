import type { Test } from 'tap'
import { restApi } from './rest.js'

export const alice = 'alice@example.org'
export const bob = 'bob@example.org'
export const JOIN = '/rooms/open-invites'

/** A room of alice's, who uses a client of the family, with an open invite, and bob, the joiner. */
export async function invitation(t: Test, options: Parameters<typeof restApi>[1] = {}) {
  const api = restApi(t, options)
  const owner = await api.person(alice, { isByFamily: true })
  const roomId = String((await owner.posts('/rooms', { name: 'Verona' })).body.data['id'])
  const bound = await owner.posts('/users/me/public-links/bind', { roomId })
  const openInviteId = String(bound.body.data['openInviteId'])
  return { api, owner, guest: await api.person(bob, { name: 'Bob' }), roomId, openInviteId }
}
