import { attr, childElements, type Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { occupantOf } from '../model/room.js'
import { answerTo } from '../operations/occupant-presence.js'
import { leavePayloads } from '../operations/presence-payloads.js'
import { removeSession, removeUnreachableSession } from '../operations/remove-occupant.js'

/**
 * The error conditions that mean a lost client, not one rejected stanza. XEP-0045 §18.1.2 names the first six; the
 * others are our own decision, because servers send them for ended sessions.
 */
const GONE_CONDITIONS = [
  'gone',
  'item-not-found',
  'recipient-unavailable',
  'redirect',
  'remote-server-not-found',
  'remote-server-timeout',
  'service-unavailable',
  'internal-server-error',
  'jid-malformed',
]

/**
 * XEP-0045 §7.14: an occupant leaves by unavailable presence, or because the server reports the client as lost (§11.1).
 */
export const leave: Capability = {
  onPresence(context) {
    const { room, from, presence } = context
    const type = attr(presence, 'type')
    // Ends here too: a probe or a subscription (§17.3), and unavailable presence of a person outside the room.
    if (type === undefined) return 'pass'
    const occupant = room && occupantOf(room, from.full)
    if (occupant && type === 'unavailable') {
      const left = { occupant, presence: leavePayloads(presence), answers: answerTo(presence, from) }
      removeSession({ ...context, room }, from.full, left)
    }
    return 'handled'
  },

  onError(context) {
    const { room, unreachable, from, stanza } = context
    const session = from.full
    const occupant = occupantOf(room, session)
    if (!occupant || !isSessionGone(stanza)) return 'pass'
    if (unreachable.isCollecting) unreachable.add({ room: room.record.jid, session })
    else removeUnreachableSession(context, { occupant, session })
    return 'handled'
  },
}

/** An error without a condition is malformed: its client counts as gone, too. */
function isSessionGone(stanza: Element): boolean {
  const error = stanza.getChild('error')
  const condition = error && childElements(error).find(child => child.getNS() === NS.stanzas && child.name !== 'text')
  return !condition || GONE_CONDITIONS.includes(condition.name)
}
