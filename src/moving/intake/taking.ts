import type { Context } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import { StanzaError } from '../../stanza/error.js'
import type { Intake, RoomOrigin } from '../facts.js'
import type { Addresses } from './addresses.js'

/** What the taking-in of a record gets: the batch with the state, and what is known of the records before it. */
export type Taking = Context & {
  readonly addresses: Addresses
  /** Of the rooms (bare JIDs) that this batch names. A record may add to it. */
  readonly origins: Map<string, RoomOrigin>
  /** Names that are in use, of which the store keeps one each; see the question `takenNames`. A record adds to it. */
  readonly taken: Set<string>
  /** The taking-in itself, as it was before this batch. */
  readonly intake: Intake
  /** Whether the installation has the key of the records. The record with the key may change that. */
  readonly key: { isOurs: boolean }
  /** Says that something was taken in otherwise than it was. */
  tell(text: string): void
}

/** Adds a name to those in use. Throws `conflict` if it is one already; `what` begins the sentence. */
export function reserveName({ taken }: Taking, name: string, what: string): void {
  if (taken.has(name)) throw new StanzaError('conflict', `${what} exists here already.`)
  taken.add(name)
}

/** The room of the block that the record is in. Throws `item-not-found` if the room was not taken in by this taking-in. */
export function roomOf({ addresses, rooms, origins, intake }: Taking, named: string): Room {
  const jid = addresses.room(named)
  const [room, origin] = [rooms.get(jid), origins.get(jid)]
  if (room && origin?.intake === intake.id && !origin.isComplete) return room
  throw new StanzaError('item-not-found', `The record is not between the beginning and the end of the room ${jid}.`)
}

/** A time that is not in the future. */
export function past({ batch }: Taking, at: number): number {
  return Math.min(at, batch.at)
}
