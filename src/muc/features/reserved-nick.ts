import { attr, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Query } from '../context.js'
import { enforceReservedNick, reservedNickOf } from '../operations/reserve-nick.js'
import { switchSetting } from '../operations/settings.js'

const FIELD = 'x-muc#roomconfig_reservednick'
/** §18.1.1: the disco node for a person's own reserved nick. */
const NODE = 'x-roomuser-item'

/** XEP-0045 §7.12: a person queries their reserved nick; §7.10: a room enforces reserved nicks. */
export const reservedNick: Capability = {
  settings: [
    switchSetting({ key: 'reservedNicksOnly', field: FIELD, label: 'People with a reserved nick must use it' }),
  ],

  onConfigured(context) {
    for (const user of [...context.room.byUser.keys()]) enforceReservedNick(context, user)
  },

  /** §7.2.2: 210 if the room assigned another nick than the requested one. */
  entryCodes({ occupant, presence }) {
    return parseJid(attr(presence, 'to') ?? '')?.resource === occupant.nick ? [] : [210]
  },

  onQuery(query) {
    if (!isNickQuery(query)) return 'pass'
    const nick = reservedNickOf(query.room, query.from.bare)
    const identity = nick === '' ? [] : [xml('identity', { category: 'conference', type: 'text', name: nick })]
    query.answer(xml('query', { xmlns: NS.discoInfo, node: NODE }, ...identity))
    return 'handled'
  },

  /** Nicks are reserved in rooms, not at the service. */
  onServiceQuery(query) {
    if (!isNickQuery(query)) return 'pass'
    throw new StanzaError('feature-not-implemented', 'Nicks are reserved in rooms; ask a room.')
  },
}

function isNickQuery({ type, namespace, payload }: Query): boolean {
  return type === 'get' && namespace === NS.discoInfo && attr(payload, 'node') === NODE
}
