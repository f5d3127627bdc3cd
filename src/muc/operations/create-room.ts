import { StanzaError } from '../../stanza/error.js'
import { domainOf } from '../../stanza/jid.js'
import type { Context } from '../context.js'
import { emptyRoom, type Room } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import type { State } from '../model/state.js'
import { changeAffiliation } from './change-affiliation.js'
import { clearTombstone } from './leave-tombstone.js'

export type NewRoom = {
  /** The bare JID of the room, which must not exist yet. */
  readonly jid: string
  /** The bare JID of the first owner (XEP-0045 §10.1). */
  readonly creator: string
  readonly config: RoomConfig
  /** Only the owner may enter until the room is configured (XEP-0045 §10.1.1). */
  readonly locked: boolean
}

/**
 * Whether a person (a bare JID) owns as many rooms as allowed (`maxOwned`, our own decision). Only rooms that they
 * created count: otherwise others could exhaust the limit by making them an owner.
 */
export function isAtRoomLimit({ settings, ownedRooms }: State, creator: string): boolean {
  const { maxOwned, admins } = settings
  return maxOwned > 0 && !admins.has(creator) && (ownedRooms.get(creator) ?? 0) >= maxOwned
}

/**
 * Throws `not-allowed` if a person (a bare JID) may not create rooms (XEP-0045 §10.1.1), and `resource-constraint` if
 * they own as many as allowed.
 */
export function refuseCreation(state: State, creator: string): void {
  const { creation, admins, userDomain, maxOwned } = state.settings
  if (isAtRoomLimit(state, creator)) {
    throw new StanzaError('resource-constraint', `You own ${maxOwned} rooms, the maximum; destroy one first.`)
  }
  const isLocal = domainOf(creator) === userDomain
  if (creation === 'anyone' || admins.has(creator) || (creation === 'local' && isLocal)) return
  const text =
    creation === 'local' ? `Only users of ${userDomain} may create rooms here.` : 'Only admins may create rooms here.'
  throw new StanzaError('not-allowed', text)
}

/**
 * Creates a room with its first owner. The caller checks `refuseCreation` first. Throws `gone` if a tombstone is at
 * this address.
 */
export function createRoom(context: Context, made: NewRoom): Room {
  const { batch, rooms } = context
  const id = batch.newId().slice(0, 24)
  const { jid, creator, config, locked } = made
  clearTombstone(context, jid, creator)
  const room = emptyRoom({ jid, id, creator, createdAt: batch.at, locked, archived: false, config })
  batch.change({ kind: 'room', jid, was: undefined, now: room })
  const now = { affiliation: 'owner' as const, reason: '', since: batch.at, nick: '', visited: 0 }
  changeAffiliation({ batch, room }, { user: creator, was: undefined, now })
  return rooms.get(jid) ?? room
}
