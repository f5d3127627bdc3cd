import { attr, childElements, type Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { occupantOf } from '../model/room.js'
import { leavePayloads } from '../operations/presence-payloads.js'
import { removeSession, removeUnreachableSession } from '../operations/remove-occupant.js'

/**
 * The conditions that say that a client is gone, rather than that it did not like one stanza. XEP-0045 §18.1.2 names
 * the first six; the others are our own decision, because servers send them for sessions that have ended.
 */
const GONE = [
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

/** XEP-0045 §7.14: leaving, by one's own word or because the server says that the client is gone (§11.1). */
export const leave: Capability = {
  onPresence(context) {
    const { room, from, presence } = context
    const type = attr(presence, 'type')
    // A probe or a subscription neither enters nor leaves (§17.3); nor does leaving where one is not.
    if (type === undefined) return 'pass'
    const occupant = room && occupantOf(room, from.full)
    if (occupant && type === 'unavailable') {
      removeSession({ ...context, room }, from.full, { occupant, presence: leavePayloads(presence) })
    }
    return 'handled'
  },

  onError(context) {
    const { room, unreachable, from, stanza } = context
    const session = from.full
    const occupant = occupantOf(room, session)
    if (!occupant || !saysGone(stanza)) return 'pass'
    if (unreachable.isCollecting) unreachable.add({ room: room.record.jid, session })
    else removeUnreachableSession(context, { occupant, session })
    return 'handled'
  },
}

/** An error that names no condition comes from no client that works: it counts as gone too. */
function saysGone(stanza: Element): boolean {
  const error = stanza.getChild('error')
  const condition = error && childElements(error).find(child => child.getNS() === NS.stanzas && child.name !== 'text')
  return !condition || GONE.includes(condition.name)
}
