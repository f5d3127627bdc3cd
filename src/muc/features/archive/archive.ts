import { attr, childElements, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import { isoTime } from '../../../stanza/time.js'
import type { Capability } from '../../capability.js'
import type { RoomQuery } from '../../context.js'
import type { ArchiveEnd } from '../../model/archive-query.js'
import { maySeeSenders, refuseReading } from '../../operations/archive-readers.js'
import { queryForm } from './form.js'
import { sendPage } from './page.js'
import { readQuery } from './query.js'

/** XEP-0313: clients query the stored messages of a room whose configuration has an archive. */
export const archive: Capability = {
  features: room => (room.record.config.logging ? [NS.archive, `${NS.archive}#extended`] : []),

  lookUp(stanza, to) {
    const [payload] = childElements(stanza)
    if (stanza.name !== 'iq' || to.local === '' || to.resource !== '' || payload?.getNS() !== NS.archive)
      return undefined
    const type = attr(stanza, 'type')
    if (type === 'get' && payload.getName() === 'metadata') return { archiveEnds: to.bare }
    if (type === 'set' && payload.getName() === 'query') return { archive: readQuery(payload, to.bare) }
    return undefined
  },

  onQuery(query) {
    const { room, namespace, payload, type, from } = query
    if (namespace !== NS.archive || !room.record.config.logging) return 'pass'
    refuseReading(query, from)
    const request = `${type} ${payload.getName()}`
    if (request === 'get query') query.answer(xml('query', NS.archive, queryForm()))
    else if (request === 'get metadata') query.answer(metadata(query))
    else if (request === 'set query') answerPage(query)
    else return 'pass'
    return 'handled'
  },

  /** Deletes messages that are older than `maxAge` in portions. */
  onTick({ batch, clock, settings }) {
    const { maxAge } = settings.retention
    if (maxAge > 0 && clock.isTrusted) batch.change({ kind: 'expiry', was: undefined, now: batch.at - maxAge })
  },
}

/** Only people who may see real JIDs may filter by them: otherwise the filter would reveal the author. */
function answerPage(query: RoomQuery): void {
  const { room, from, payload } = query
  const author = readQuery(payload, room.record.jid).with
  if (author && 'user' in author && !maySeeSenders(room, from)) {
    throw new StanzaError('forbidden', 'This room hides real addresses; filter by room@service/nick.')
  }
  sendPage(query)
}

function metadata({ found }: RoomQuery): Element {
  const { start, end } = found.archiveEnds ?? {}
  const ends = start && end ? [edge('start', start), edge('end', end)] : []
  return xml('metadata', NS.archive, ...ends)
}

function edge(name: 'start' | 'end', { id, at }: ArchiveEnd): Element {
  return xml(name, { id, timestamp: isoTime(at) })
}
