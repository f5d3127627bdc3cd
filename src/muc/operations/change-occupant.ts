import type { Context } from '../context.js'
import type { Occupant } from '../model/occupant.js'
import type { Room } from '../model/room.js'

/** Adds (`was` is undefined), replaces or removes (`now` is undefined) an occupant. Sends nothing. */
export function changeOccupant(
  { batch, room }: Pick<Context, 'batch'> & { readonly room: Room },
  { was, now }: { readonly was: Occupant | undefined; readonly now: Occupant | undefined },
): void {
  const nick = (now ?? was)?.nick
  if (nick !== undefined) batch.change({ kind: 'occupant', room: room.record.jid, nick, was, now })
}
