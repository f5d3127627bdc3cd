import type { Occupant } from './occupant.js'
import type { Room } from './room.js'

/** As many as are shown: each newcomer gets a presence of each. Our own decision. */
const MOST = 1000

/**
 * Those who have reserved a nick in the room and are not in it, as occupants without a session and with the role `none`
 * (XEP-0045 §5.1); nobody where the room does not show them (`presenceBroadcast`).
 */
export function absentMembers({ record, occupants, reservedNicks }: Room): Occupant[] {
  if (!record.config.presenceBroadcast.includes('none')) return []
  const present = new Set([...occupants.values()].map(({ user }) => user))
  const absent = [...reservedNicks].filter(([, user]) => !present.has(user)).slice(0, MOST)
  return absent.map(([nick, user]) => ({ nick, user, role: 'none', sessions: [] }))
}
