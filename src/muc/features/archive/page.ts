import { attr, type Element, parseElement, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { bareOf } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import { resultSet } from '../../../stanza/result-set.js'
import { isoTime } from '../../../stanza/time.js'
import type { RoomQuery } from '../../context.js'
import { affiliationOf, type HistoryMessage, type Room } from '../../model/room.js'
import { maySeeSenders } from '../../operations/archive-readers.js'

/** In characters: each message of the page repeats the id. */
const LONGEST_QUERY_ID = 256

/** Sends the messages of the page, and then the final result (XEP-0313 §"Query results"). */
export function sendPage(query: RoomQuery): void {
  const { room, from, payload, found, batch, answer } = query
  const page = found.archive
  if (!page) throw new StanzaError('bad-request', 'The request must have the query as its only payload.')
  if ('unknownId' in page) {
    throw new StanzaError('item-not-found', `The archive has no message with the id "${page.unknownId.slice(0, 100)}".`)
  }
  const queryId = attr(payload, 'queryid')
  if (queryId !== undefined && queryId.length > LONGEST_QUERY_ID) {
    throw new StanzaError('bad-request', `A queryid has at most ${LONGEST_QUERY_ID} characters.`)
  }
  const { messages, complete, count, index } = page
  const showSender = maySeeSenders(room, from)
  const isFlipped = payload.getChild('flip-page') !== undefined
  for (const message of isFlipped ? [...messages].reverse() : messages) {
    const result = xml('result', { xmlns: NS.archive, queryid: queryId, id: message.id })
    result.append(forwarded(room, message, showSender))
    batch.send(xml('message', { from: room.record.jid, id: batch.newId() }, result), [from.full])
  }
  const set = resultSet({ first: messages[0]?.id, last: messages.at(-1)?.id, index, count })
  answer(xml('fin', { xmlns: NS.archive, complete: complete ? 'true' : undefined }, set))
}

/** XEP-0297: the message as the occupants got it, without an address. */
function forwarded(room: Room, { stanza, at, sender }: HistoryMessage, showSender: boolean): Element {
  const message = parseElement(stanza)
  message.attrs['xmlns'] = NS.client
  if (showSender && sender !== '') message.append(senderItem(room, sender))
  return xml('forwarded', NS.forward, xml('delay', { xmlns: NS.delay, stamp: isoTime(at) }), message)
}

/** The real JID of the author, with the current affiliation. The archive does not store roles. */
function senderItem(room: Room, jid: string): Element {
  return xml('x', NS.mucUser, xml('item', { affiliation: affiliationOf(room, bareOf(jid)), jid }))
}
