import type { FastifyRequest } from 'fastify'
import { findOwnRoom, ownRoom } from '../../../invites/links.js'
import type { Lookup } from '../../../muc/model/lookup.js'
import type { Room } from '../../../muc/model/room.js'
import type { ServiceContext } from '../../../service/types.js'
import { roomOf } from './parameters.js'

/** The look-up in a room of the caller, which a path names by its id or its JID. Others look nothing up. */
export function inFoundRoom(
  { user }: Pick<FastifyRequest, 'user'>,
  { room: named }: { readonly room: string },
  ask: (jid: string, room: Room) => Lookup,
): Lookup {
  return {
    further(known) {
      const room = findOwnRoom(known, { room: roomOf(named).room, by: user.jid })
      return room && ask(room.record.jid, room)
    },
  }
}

/** Runs `work` on a room of the caller, in one turn. Throws `unknown-room`. */
export function inOwnRoom<Result>(
  { user, run }: Pick<FastifyRequest, 'user' | 'run'>,
  wanted: { readonly room: string; readonly lookup?: Lookup | undefined },
  work: (turn: ServiceContext, room: Room) => Result,
): Promise<Result> {
  const { room, touches } = roomOf(wanted.room)
  return run({ ...touches, lookup: wanted.lookup }, turn => work(turn, ownRoom(turn, { room, by: user.jid })))
}
