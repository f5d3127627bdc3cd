import { booleanField } from '../../stanza/data-form.js'
import { type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import { isoTime } from '../../stanza/time.js'
import type { Capability } from '../capability.js'
import type { Occupant } from '../occupant.js'
import { allSessions, type Room, type Subject } from '../room.js'

/** XEP-0045 §7.2.15, §8.1: the room subject. */
export const subject: Capability = {
  about: room => [
    { name: 'muc#roominfo_subject', type: 'text-single', label: 'Subject', values: [room.subject?.text ?? ''] },
    booleanField('muc#roomconfig_changesubject', 'Occupants may change the subject', room.record.config.changeSubject),
  ],
  fields: config => [
    booleanField('muc#roomconfig_changesubject', 'Occupants may change the subject', config.changeSubject),
  ],
  configure: (form, config) => ({
    changeSubject: form.boolean('muc#roomconfig_changesubject') ?? config.changeSubject,
  }),

  // An empty subject is sent too: it tells the client that the history is over.
  onEntered({ room, session, batch }) {
    const message = subjectMessage(room, room.subject, batch.newId())
    if (room.subject) {
      message.append(xml('delay', { xmlns: NS.delay, from: room.record.jid, stamp: isoTime(room.subject.at) }))
    }
    batch.send(message, [session])
  },

  onGroupchat({ room, occupant, message, batch }) {
    const text = message.getChildText('subject')
    if (text === null || message.getChild('body') || message.getChild('thread')) return 'pass'
    refuse(room, occupant)
    const now = { text, nick: occupant.nick, at: batch.at }
    batch.change({ kind: 'subject', room: room.record.jid, was: room.subject, now })
    const id: unknown = message.attrs['id']
    batch.send(subjectMessage(room, now, typeof id === 'string' ? id : batch.newId()), allSessions(room))
    return 'handled'
  },
}

function refuse(room: Room, { role }: Occupant): void {
  if (role === 'moderator' || (role === 'participant' && room.record.config.changeSubject)) return
  throw new StanzaError('forbidden', 'Only moderators may change the subject of this room.')
}

function subjectMessage(room: Room, value: Subject | undefined, id: string): Element {
  const from = value ? `${room.record.jid}/${value.nick}` : room.record.jid
  return xml('message', { from, id, type: 'groupchat' }, xml('subject', {}, value?.text ?? ''))
}
