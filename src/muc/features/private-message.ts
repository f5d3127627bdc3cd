import { choiceField, type Field } from '../../stanza/data-form.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { type Occupant, sessionsOf } from '../model/occupant.js'
import { roleIsAtLeast } from '../model/role.js'
import { occupantOf, type Room } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import { sanitised } from '../operations/sanitise-message.js'

const EVERYBODY = 'muc#roomconfig_allowpm'
const CHOICES = {
  anyone: 'Anyone',
  participants: 'Participants and moderators',
  moderators: 'Moderators',
  none: 'Nobody',
} as const satisfies Record<RoomConfig['allowPrivateMessages'], string>

/** As ejabberd calls it. */
const VISITORS = 'allow_private_messages_from_visitors'
const VISITOR_CHOICES = {
  anyone: 'Anyone',
  moderators: 'Moderators',
  nobody: 'Nobody',
} as const satisfies Record<RoomConfig['visitorPrivateMessages'], string>

/** XEP-0045 §7.5: messages between two occupants, who need not know each other's real JIDs. */
export const privateMessage: Capability = {
  roomInfo: room => [everybodyField(room.record.config)],
  fields: config => [
    everybodyField(config),
    choiceField(
      { name: VISITORS, label: 'To whom visitors may send them', value: config.visitorPrivateMessages },
      VISITOR_CHOICES,
    ),
  ],
  configure: (form, config) => ({
    allowPrivateMessages:
      form.oneOf(EVERYBODY, ['anyone', 'participants', 'moderators', 'none']) ?? config.allowPrivateMessages,
    visitorPrivateMessages: form.oneOf(VISITORS, ['anyone', 'moderators', 'nobody']) ?? config.visitorPrivateMessages,
  }),

  onPrivateMessage(context) {
    const { room, occupant, message, nick, batch } = context
    if (attr(message, 'type') === 'groupchat') {
      throw new StanzaError('bad-request', 'A message to one occupant must not be of the type groupchat.')
    }
    if (!mayWrite(room, occupant)) throw new StanzaError('forbidden', 'You may not send private messages in this room.')
    const receiver = room.occupants.get(nick)
    if (!receiver) throw new StanzaError('item-not-found', `Nobody here is called ${nick}.`)
    if (!mayWriteTo(room, occupant, receiver)) {
      throw new StanzaError('forbidden', `You may not send private messages to ${nick} while you have no voice.`)
    }
    batch.send(marked(sanitised(context, message, occupant)), sessionsOf(receiver))
    return 'handled'
  },

  /** The answer to a private message that its receiver's client refused; to nobody who could not have written one. */
  onError(context) {
    const { room, from, stanza, nick, batch } = context
    const refuser = occupantOf(room, from.full)
    const writer = room.occupants.get(nick)
    if (!refuser || !writer || stanza.name !== 'message') return 'pass'
    if (!mayWrite(room, writer) || !mayWriteTo(room, writer, refuser)) return 'pass'
    batch.send(marked(sanitised(context, stanza, refuser)), sessionsOf(writer))
    return 'handled'
  },
}

function mayWrite(room: Room, { role }: Occupant): boolean {
  switch (room.record.config.allowPrivateMessages) {
    case 'anyone':
      return true
    case 'participants':
      return roleIsAtLeast(role, 'participant')
    case 'moderators':
      return role === 'moderator'
    case 'none':
      return false
  }
}

function mayWriteTo({ record }: Room, writer: Occupant, receiver: Occupant): boolean {
  const to = record.config.visitorPrivateMessages
  return writer.role !== 'visitor' || to === 'anyone' || (to === 'moderators' && receiver.role === 'moderator')
}

/** With the mark that lets a person's other clients see that it came through a room. */
function marked(message: Element): Element {
  message.append(xml('x', NS.mucUser))
  return message
}

function everybodyField({ allowPrivateMessages: value }: RoomConfig): Field {
  return choiceField({ name: EVERYBODY, label: 'Who may send private messages', value }, CHOICES)
}
