import { booleanField } from '../../stanza/data-form.js'
import { attr, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Query } from '../context.js'
import { enforceReservedNick, reservedNickOf } from '../operations/reserve-nick.js'

const FIELD = 'x-muc#roomconfig_reservednick'
/** §18.1.1: where a person asks for their own reserved nick. */
const NODE = 'x-roomuser-item'

/** XEP-0045 §7.12: a person learns which nick they have reserved; §7.10: a room holds people to it. */
export const reservedNick: Capability = {
  fields: config => [booleanField(FIELD, 'Who has a reserved nick enters by it alone', config.reservedNicksOnly)],
  configure: (form, config) => ({ reservedNicksOnly: form.boolean(FIELD) ?? config.reservedNicksOnly }),

  onConfigured(context) {
    const users = new Set([...context.room.occupants.values()].map(({ user }) => user))
    for (const user of users) enforceReservedNick(context, user)
  },

  /** §7.2.2: the room let them in by another nick than the one in their presence. */
  entryCodes({ occupant, presence }) {
    return parseJid(attr(presence, 'to') ?? '')?.resource === occupant.nick ? [] : [210]
  },

  onQuery(query) {
    if (!asksForNick(query)) return 'pass'
    const nick = reservedNickOf(query.room, query.from.bare)
    const identity = nick === '' ? [] : [xml('identity', { category: 'conference', type: 'text', name: nick })]
    query.answer(xml('query', { xmlns: NS.discoInfo, node: NODE }, ...identity))
    return 'handled'
  },

  /** Nicks are reserved in rooms, not at the service. */
  onServiceQuery(query) {
    if (!asksForNick(query)) return 'pass'
    throw new StanzaError('feature-not-implemented', 'Nicks are reserved in rooms; ask a room.')
  },
}

function asksForNick({ type, namespace, payload }: Query): boolean {
  return type === 'get' && namespace === NS.discoInfo && attr(payload, 'node') === NODE
}
