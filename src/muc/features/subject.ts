import { booleanField, textField } from '../../stanza/data-form.js'
import { attr, type Element, parseElement, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import { isoTime } from '../../stanza/time.js'
import type { Capability } from '../capability.js'
import type { Occupant } from '../model/occupant.js'
import type { Room } from '../model/room.js'
import type { State } from '../model/state.js'
import { broadcastMessage } from '../operations/broadcast-message.js'
import { occupantIdElement } from '../operations/occupant-id.js'
import { readSubject, subjectElement } from '../operations/read-subject.js'

const LABEL = 'Occupants may change the subject'

/** XEP-0045 §7.2.15, §8.1: the room subject, in all languages that its message has (RFC 6121 §5.2.4). */
export const subject: Capability = {
  // The subject of a members-only room is hidden from outsiders.
  roomInfo: room => [
    ...(room.record.config.membersOnly ? [] : [textField('muc#roominfo_subject', 'Subject', room.subject?.text ?? '')]),
    booleanField('muc#roominfo_subjectmod', LABEL, room.record.config.changeSubject),
    booleanField('muc#roomconfig_changesubject', LABEL, room.record.config.changeSubject),
  ],
  fields: config => [booleanField('muc#roomconfig_changesubject', LABEL, config.changeSubject)],
  configure: (form, config) => ({
    changeSubject: form.boolean('muc#roomconfig_changesubject') ?? config.changeSubject,
  }),

  // Also sent if it is empty, because it marks the end of the history.
  onEntered(entered) {
    const { room, session, batch } = entered
    batch.send(subjectMessage(entered, room, batch.newId()), [session])
  },

  onGroupchat(context) {
    const { room, occupant, message, batch } = context
    const subjects = message.getChildren('subject')
    if (subjects.length === 0 || message.getChild('body') || message.getChild('thread')) return 'pass'
    refuseChange(room, occupant)
    const now = { ...readSubject(message), nick: occupant.nick, user: occupant.user, at: batch.at }
    batch.change({ kind: 'subject', room: room.record.jid, was: room.subject, now })
    broadcastMessage(context)
    return 'handled'
  },
}

function refuseChange(room: Room, { role }: Occupant): void {
  if (role === 'moderator' || (role === 'participant' && room.record.config.changeSubject)) return
  throw new StanzaError('forbidden', 'Only moderators may change the subject of this room.')
}

/** The subject as a newcomer gets it. A subject that was never set has no time (§7.2.15). */
function subjectMessage(state: State, room: Room, id: string): Element {
  const { record, subject } = room
  const from = subject ? `${record.jid}/${subject.nick}` : record.jid
  const stored = subject?.message
    ? parseElement(subject.message)
    : xml('message', {}, xml('subject', {}, subject?.text ?? ''))
  const message = xml('message', { from, id, type: 'groupchat', 'xml:lang': attr(stored, 'xml:lang') })
  message.append(...stored.getChildren('subject').map(subjectElement))
  if (!subject) return message
  if (subject.user !== '') message.append(occupantIdElement(state, room, subject.user))
  message.append(xml('delay', { xmlns: NS.delay, from: record.jid, stamp: isoTime(subject.at) }))
  return message
}
