import { StanzaError } from '../../stanza/error.js'
import { domainOf } from '../../stanza/jid.js'
import type { Context } from '../context.js'
import { emptyRoom, type Room } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import type { State } from '../model/state.js'
import { changeAffiliation } from './change-affiliation.js'
import { clearTombstone } from './leave-tombstone.js'

export type NewRoom = {
  /** The bare JID; nobody has it yet. */
  readonly jid: string
  /** The bare JID of the person who becomes its owner (XEP-0045 §10.1). */
  readonly creator: string
  readonly config: RoomConfig
  /** Until it is configured, nobody else may enter (§10.1.1). */
  readonly locked: boolean
}

/**
 * Whether a person (a bare JID) has all the rooms that one person may have: our own decision. Only rooms that they have
 * made count, so that nobody can use up what another may have by making them an owner.
 */
export function isAtRoomLimit({ settings, ownedRooms }: State, creator: string): boolean {
  const { maxOwned, admins } = settings
  return maxOwned > 0 && !admins.has(creator) && (ownedRooms.get(creator) ?? 0) >= maxOwned
}

/**
 * XEP-0045 §10.1.1: refuses, by `not-allowed`, a person (a bare JID) who may not make rooms at this service; and by
 * `resource-constraint` who has all the rooms that one person may have.
 */
export function refuseCreation(state: State, creator: string): void {
  const { creation, admins, userDomain, maxOwned } = state.settings
  if (isAtRoomLimit(state, creator)) {
    throw new StanzaError(
      'resource-constraint',
      `You own ${maxOwned} rooms, as many as one may have; destroy one first.`,
    )
  }
  const isLocal = domainOf(creator) === userDomain
  if (creation === 'anyone' || admins.has(creator) || (creation === 'local' && isLocal)) return
  const text =
    creation === 'local' ? `Only users of ${userDomain} may make rooms here.` : 'Only admins may make rooms here.'
  throw new StanzaError('not-allowed', text)
}

/**
 * Makes a room with its first owner. The caller has asked `refuseCreation`. Throws `gone` where a room has been destroyed
 * at this address not long ago.
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
