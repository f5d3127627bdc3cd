import { isExpired } from '../invites/open-invite.js'
import type { Context } from '../muc/context.js'
import { isInside, mapOf, type Room } from '../muc/model/room.js'
import { endGuest, putOut } from './end.js'
import type { DueLookup } from './facts.js'
import type { Guest } from './guest.js'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
/** A guest who has been away for so long ends. This and the times in `dueLookup` are our own decisions. */
const LONGEST_AWAY = 30 * DAY
/** How many guests one step reads. */
const STEP = 500

/**
 * The look-up of the guests of a step that are due at `now`, in milliseconds since 1970. Guests end who have not entered
 * for an hour, have waited for an approval for a day, have been away for 30 days, or whose link is over; all guests end,
 * also those inside, if the service has guests no more.
 */
export function dueLookup(after: string, { now, enabled }: { now: number; enabled: boolean }) {
  const since = (age: number) => (enabled ? now - age : now)
  const asked: DueLookup = {
    after,
    most: STEP,
    now,
    unused: since(HOUR),
    waiting: since(DAY),
    away: since(LONGEST_AWAY),
    inside: since(DAY),
  }
  const further = ({ found }: Pick<Context, 'found'>) => ({ load: found.guestsDue?.due.map(({ room }) => room) ?? [] })
  return { guestsDue: asked, further }
}

/** Ends the due guests that the look-up has found, or notes that they are inside. Returns the last guest of the step. */
export function settleDueGuests(context: Context): string {
  const { due, last } = context.found.guestsDue ?? { due: [], last: '' }
  for (const { jid, room: address } of due) {
    const room = context.rooms.get(address)
    const guest = room && mapOf(room, 'guest').get(jid)
    if (guest) settle(context, room, { jid, guest })
  }
  return last
}

function settle(context: Context, room: Room, { jid, guest: was }: { jid: string; guest: Guest }): void {
  const { batch, settings } = context
  if (!settings.guests.enabled) putOut({ ...context, room }, { jids: [jid] })
  else if (isInside(room, jid)) {
    batch.change({ kind: 'guest', room: room.record.jid, key: jid, was, now: { ...was, seenAt: batch.at } })
  } else if (isOver(context, room, was)) endGuest({ ...context, room }, jid)
}

function isOver({ batch, openInvites }: Context, room: Room, guest: Guest): boolean {
  const age = batch.at - guest.seenAt
  if (age >= LONGEST_AWAY) return true
  if (!guest.hasEntered && age >= (guest.state === 'waiting' ? DAY : HOUR)) return true
  const invite = openInvites.byLinkId(room.record.id, guest.linkId)
  return !invite || isExpired(invite, batch.at)
}
