import { mostKept, partOf } from '../../muc/operations/store-message.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { prepareNick } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { MessageName } from '../facts.js'
import type { RecordOf } from '../record.js'
import { past, reserveName, roomOf, type Taking } from './taking.js'
import { replaceAddress, xmlOf } from './xml.js'

/** In milliseconds: the clocks of two machines may differ by less. */
const AHEAD = 24 * 60 * 60 * 1000

/**
 * A message of the archive, behind those before it. It keeps its id and its time, and gets the address of the room here. One
 * that is a little ahead gets the time of now: queries by time would miss what people write after it.
 * Throws `conflict` if the room has a message with this id, and `not-acceptable` if it is no message or of the future.
 */
export function takeMessage(taking: Taking, record: RecordOf<'message'>): void {
  const { addresses, batch, settings, tell } = taking
  const room = roomOf(taking, record.room)
  const { jid, config } = room.record
  const { id, at } = record
  if (at > batch.at + AHEAD) throw new StanzaError('not-acceptable', 'The message is of the future.')
  const nick = record.nick === '' ? '' : (prepareNick(record.nick) ?? '')
  if (nick === '' && record.nick !== '') tell(`The message ${id} has no sender: its nick is not possible here.`)
  const message = xmlOf(record.stanza, 'message')
  const isChanged = adapt(message, { jid, former: addresses.formerRoom(jid), nick, id })
  const stanza = isChanged ? message.toString() : record.stanza
  const part = partOf(config, message, stanza)
  const { shown = part.shown, archived = part.archived } = record
  if (!shown && !archived) {
    throw new StanzaError('not-acceptable', 'The room keeps it neither in its history nor in its archive.')
  }
  reserveName(taking, messageKey({ room: jid, id }), `A message with the id ${id.slice(0, 100)}`)
  const sender = addresses.clientOrNone(record.sender ?? '')
  const now = { id, stanza, at: past(taking, at), sender, nick, shown, archived }
  batch.change({ kind: 'history', room: jid, was: undefined, now, kept: mostKept(settings, archived) })
}

/** Names a message among the names in use. */
export function messageKey({ room, id }: MessageName): string {
  return `${room}/${id}`
}

type Place = { readonly jid: string; readonly former: string; readonly nick: string; readonly id: string }

/** Gives a message the form that the room's own have. Returns whether anything was changed. */
function adapt(message: Element, { jid, former, nick, id }: Place): boolean {
  const before = message.toString()
  if (former !== jid) replaceAddress(message, { from: former, to: jid })
  message.attrs['from'] = nick === '' ? jid : `${jid}/${nick}`
  message.attrs['type'] = 'groupchat'
  delete message.attrs['to']
  delete message.attrs['xmlns']
  stamp(message, { jid, id })
  return message.toString() !== before
}

/** XEP-0359: the room's one stanza id is that of the archive. */
function stamp(message: Element, { jid, id }: Pick<Place, 'jid' | 'id'>): void {
  const own = message.getChildren('stanza-id', NS.stanzaId).filter(child => attr(child, 'by') === jid)
  if (own.length === 1 && own.every(child => attr(child, 'id') === id)) return
  for (const child of own) message.remove(child)
  message.append(xml('stanza-id', { xmlns: NS.stanzaId, by: jid, id }))
}
