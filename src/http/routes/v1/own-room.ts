import type { FastifyRequest } from 'fastify'
import { ownRoom } from '../../../invites/links.js'
import type { Lookup } from '../../../muc/model/lookup.js'
import type { Room } from '../../../muc/model/room.js'
import type { ServiceContext } from '../../../service/types.js'
import { roomOf } from './parameters.js'

/** The look-up that needs the bare JID of a room, which a path names by its id or its JID. */
export function inFoundRoom(
  { room: named }: { readonly room: string },
  ask: (jid: string, room: Room) => Lookup,
): Lookup {
  const { room: name } = roomOf(named)
  return {
    further({ rooms }) {
      const room = rooms.byId(name) ?? rooms.get(name)
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
