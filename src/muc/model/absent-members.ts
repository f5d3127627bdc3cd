import type { Occupant } from './occupant.js'
import type { Room } from './room.js'

/** Each newcomer gets a presence of each. Our own decision. */
const MAX_ABSENT = 1000

/**
 * The people with a reserved nick who are not in the room, at most 1000, as occupants without a session and with the
 * role `none` (XEP-0045 §5.1). Empty if `presenceBroadcast` leaves out `none`.
 */
export function absentMembers({ record, byUser, reservedNicks }: Room): Occupant[] {
  if (!record.config.presenceBroadcast.includes('none')) return []
  const absent = [...reservedNicks].filter(([, user]) => !byUser.has(user)).slice(0, MAX_ABSENT)
  return absent.map(([nick, user]) => ({ nick, user, role: 'none', sessions: [] }))
}
