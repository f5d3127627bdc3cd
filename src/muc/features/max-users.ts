import type { Field } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'
import { isAtLeast } from '../model/affiliation.js'
import type { Room } from '../model/room.js'

const FIELD = 'muc#roomconfig_maxusers'
/** What the form says for no limit (XEP-0045 §10.1.3). */
const NO_LIMIT = 'none'
/** Of one person, in one room: nobody has more clients, and all that is said goes to each. Our own decision. */
const MOST_CLIENTS = 20
const OFFERED = [10, 20, 30, 50, 100, 200, 500, 1000, 10_000]

/** XEP-0045 §7.2.9: as many occupants as fit. Admins and owners come in all the same. */
export const maxUsers: Capability = {
  fields: config => [limitField(config.maxUsers)],
  configure: (form, config) => ({
    maxUsers: form.text(FIELD) === NO_LIMIT ? 0 : (form.count(FIELD) ?? config.maxUsers),
  }),

  mayEnter({ room, nick, affiliation, from }) {
    if (clientsOf(room, from.bare) >= MOST_CLIENTS) {
      const text = `You are in this room with ${MOST_CLIENTS} clients, as many as one may have; leave with one first.`
      throw new StanzaError('resource-constraint', text)
    }
    const most = room.record.config.maxUsers
    const takesAPlace = !room.occupants.has(nick)
    if (most > 0 && takesAPlace && room.occupants.size >= most && !isAtLeast(affiliation, 'admin')) {
      throw new StanzaError('service-unavailable', 'This room is full; try again later.', 'wait')
    }
  },
}

/** On whichever nicks. */
function clientsOf({ occupants }: Room, user: string): number {
  let clients = 0
  for (const occupant of occupants.values()) if (occupant.user === user) clients += occupant.sessions.length
  return clients
}

function limitField(most: number): Field {
  const numbers = most === 0 || OFFERED.includes(most) ? OFFERED : [...OFFERED, most].sort((a, b) => a - b)
  return {
    name: FIELD,
    type: 'list-single',
    label: 'Most occupants',
    values: [most === 0 ? NO_LIMIT : String(most)],
    options: [{ value: NO_LIMIT, label: 'No limit' }, ...numbers.map(n => ({ value: String(n), label: String(n) }))],
  }
}
