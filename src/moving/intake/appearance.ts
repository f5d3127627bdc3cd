import { readSubject } from '../../muc/operations/read-subject.js'
import { readVcard } from '../../muc/operations/read-vcard.js'
import { xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { prepareNick } from '../../stanza/jid.js'
import type { RecordOf } from '../record.js'
import { past, roomOf, type Taking } from './taking.js'
import { xmlOf } from './xml.js'

/** The subject. Throws `policy-violation` if it is too long. */
export function takeSubject(taking: Taking, record: RecordOf<'subject'>): void {
  const { addresses, batch } = taking
  const room = roomOf(taking, record.room)
  const { text, message = '' } = record
  const isTextOnly = message === ''
  const read = readSubject(isTextOnly ? xml('message', {}, xml('subject', {}, text)) : xmlOf(message, 'message'))
  const now = {
    ...(isTextOnly ? { text } : read),
    nick: record.nick === '' ? '' : (prepareNick(record.nick) ?? ''),
    user: addresses.anyoneOrNone(record.user ?? ''),
    at: past(taking, record.at),
  }
  batch.change({ kind: 'subject', room: room.record.jid, was: room.subject, now })
}

/** The avatar (XEP-0486). Throws `policy-violation` if it is too long, and `not-acceptable` if it is none. */
export function takeAvatar(taking: Taking, record: RecordOf<'avatar'>): void {
  const { batch, settings } = taking
  const room = roomOf(taking, record.room)
  const now = readVcard(xmlOf(record.vcard, 'vCard'), settings.digests)
  if (!now) throw new StanzaError('not-acceptable', 'The vCard is empty.')
  batch.change({ kind: 'vcard', room: room.record.jid, was: { photoHashes: room.photoHashes }, now })
}
