import type { Field, SubmittedForm } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'
import { isAtLeast } from '../model/affiliation.js'
import { occupantsOf, type Room } from '../model/room.js'
import { numberSetting, withValue } from '../operations/settings.js'

const FIELD = 'muc#roomconfig_maxusers'
/** The value of the form for no limit (XEP-0045 §10.1.3). */
const NO_LIMIT = 'none'
/** Of one person in one room: each client gets a copy of each message. Our own decision. */
const MOST_CLIENTS = 20
const LABEL = 'Maximum number of occupants'
const OFFERED = [10, 20, 30, 50, 100, 200, 500, 1000, 10_000]

/** XEP-0045 §7.2.9: the maximum number of occupants. It does not apply to admins and owners. */
export const maxUsers: Capability = {
  settings: [
    {
      ...numberSetting({ key: 'maxUsers', field: FIELD, label: `${LABEL} (0: no limit)` }),
      fields: config => [limitField(config.maxUsers)],
      read: (form, config) => withValue(config, 'maxUsers', limitIn(form)),
    },
  ],

  mayEnter({ room, nick, affiliation, from }) {
    if (clientsOf(room, from.bare) >= MOST_CLIENTS) {
      const text = `You have ${MOST_CLIENTS} clients in this room, the maximum for a person; leave with one first.`
      throw new StanzaError('resource-constraint', text)
    }
    const most = room.record.config.maxUsers
    const isNewOccupant = !room.occupants.has(nick)
    if (most > 0 && isNewOccupant && room.occupants.size >= most && !isAtLeast(affiliation, 'admin')) {
      throw new StanzaError('service-unavailable', 'This room is full; try again later.', 'wait')
    }
  },
}

/** A blank field is no limit, as there is no other value for it in a text field; 0 is Openfire's value. */
function limitIn(form: SubmittedForm): number | undefined {
  const text = form.text(FIELD)?.trim()
  return text === '' || text === NO_LIMIT ? 0 : form.count(FIELD)
}

/** The number of clients of a user (a bare JID) on all nicks. */
function clientsOf(room: Room, user: string): number {
  return occupantsOf(room, user).reduce((clients, { sessions }) => clients + sessions.length, 0)
}

function limitField(most: number): Field {
  const numbers = most === 0 || OFFERED.includes(most) ? OFFERED : [...OFFERED, most].sort((a, b) => a - b)
  return {
    name: FIELD,
    type: 'list-single',
    label: LABEL,
    values: [most === 0 ? NO_LIMIT : String(most)],
    options: [{ value: NO_LIMIT, label: 'No limit' }, ...numbers.map(n => ({ value: String(n), label: String(n) }))],
  }
}
