import { attr, childElements, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import { isoTime } from '../../../stanza/time.js'
import type { Capability } from '../../capability.js'
import type { RoomQuery } from '../../context.js'
import type { ArchiveEnd } from '../../model/archive-query.js'
import { queryForm } from './form.js'
import { sendPage } from './page.js'
import { readQuery } from './query.js'
import { maySeeSenders, refuseReading } from './readers.js'

/** XEP-0313: what was said can be read later. A room whose configuration has no archive has none of this. */
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
    refuseReading(room, from)
    const asked = `${type} ${payload.getName()}`
    if (asked === 'get query') query.answer(xml('query', NS.archive, queryForm()))
    else if (asked === 'get metadata') query.answer(metadata(query))
    else if (asked === 'set query') answerPage(query)
    else return 'pass'
    return 'handled'
  },

  /** What is too old is deleted bit by bit. */
  onTick({ batch, clock, settings }) {
    const { maxAge } = settings.retention
    if (maxAge > 0 && clock.isTrusted) batch.change({ kind: 'expiry', was: undefined, now: batch.at - maxAge })
  },
}

/** The real addresses are for those who may see them, so they alone may ask by them. */
function answerPage(query: RoomQuery): void {
  const { room, from, payload } = query
  const speaker = readQuery(payload, room.record.jid).with
  if (speaker && 'user' in speaker && !maySeeSenders(room, from)) {
    throw new StanzaError('forbidden', 'This room hides real addresses; ask by room@service/nick.')
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
