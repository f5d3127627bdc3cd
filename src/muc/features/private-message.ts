import type { SubmittedForm } from '../../stanza/data-form.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { type Occupant, sessionsOf } from '../model/occupant.js'
import { roleIsAtLeast } from '../model/role.js'
import { occupantOf, type Room } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import { nickOfRoom } from '../operations/describe-room.js'
import { sanitised } from '../operations/sanitise-message.js'
import { choiceSetting, withValue } from '../operations/settings.js'

const FIELD = 'muc#roomconfig_allowpm'
const LABEL = 'Who may send private messages'
const CHOICES = {
  anyone: 'Anyone',
  participants: 'Participants and moderators',
  moderators: 'Moderators',
  none: 'Nobody',
} as const satisfies Record<RoomConfig['allowPrivateMessages'], string>

/** COMPAT: Openfire numbers the values, and the first restriction that Prosody had names the lowest role. */
const OTHER_NAMES = {
  0: 'anyone',
  1: 'participants',
  2: 'moderators',
  3: 'none',
  visitor: 'anyone',
  participant: 'participants',
  moderator: 'moderators',
} as const
/** COMPAT: ejabberd 23 has a switch instead. */
const SWITCH = 'allow_private_messages'

/** As ejabberd calls it. */
const VISITOR_FIELD = 'allow_private_messages_from_visitors'
const VISITOR_CHOICES = {
  anyone: 'Anyone',
  moderators: 'Moderators',
  nobody: 'Nobody',
} as const satisfies Record<RoomConfig['visitorPrivateMessages'], string>

const permission = choiceSetting({
  ...{ key: 'allowPrivateMessages', field: FIELD, label: LABEL, choices: CHOICES, others: OTHER_NAMES },
})

/** XEP-0045 §7.5: messages between two occupants, also if their real JIDs are hidden from each other. */
export const privateMessage: Capability = {
  roomInfo: room => permission.fields(room.record.config),
  settings: [
    { ...permission, read: (form, config) => switched(form, config) ?? permission.read(form, config) },
    choiceSetting({
      ...{ key: 'visitorPrivateMessages', field: VISITOR_FIELD, choices: VISITOR_CHOICES },
      label: 'To whom visitors may send private messages',
    }),
  ],

  onPrivateMessage(context) {
    const { room, occupant, message, nick, batch } = context
    if (attr(message, 'type') === 'groupchat') {
      throw new StanzaError('bad-request', 'A message to one occupant must not be of the type groupchat.')
    }
    if (nick.toLowerCase() === nickOfRoom(room)) return 'pass'
    if (!maySend(room, occupant)) throw new StanzaError('forbidden', 'You may not send private messages in this room.')
    const recipient = room.occupants.get(nick)
    if (!recipient) throw new StanzaError('item-not-found', `No occupant has the nick ${nick}.`)
    if (!maySendTo(room, occupant, recipient)) {
      throw new StanzaError('forbidden', `You may not send private messages to ${nick} while you have no voice.`)
    }
    batch.send(withRoomElement(sanitised(context, message, occupant)), sessionsOf(recipient))
    return 'handled'
  },

  /** Returns the error for a private message to its sender, but only to an occupant who may send private messages. */
  onError(context) {
    const { room, from, stanza, nick, batch } = context
    const recipient = occupantOf(room, from.full)
    const sender = room.occupants.get(nick)
    if (!recipient || !sender || stanza.name !== 'message') return 'pass'
    if (!maySend(room, sender) || !maySendTo(room, sender, recipient)) return 'pass'
    batch.send(withRoomElement(sanitised(context, stanza, recipient)), sessionsOf(sender))
    return 'handled'
  },
}

/** Undefined for a form without the switch. Turned on, the switch keeps a restriction to some roles. */
function switched(form: SubmittedForm, config: RoomConfig): RoomConfig | undefined {
  const isOn = form.says(FIELD) ? undefined : form.boolean(SWITCH)
  if (isOn === undefined) return undefined
  if (!isOn) return withValue(config, 'allowPrivateMessages', 'none')
  return config.allowPrivateMessages === 'none' ? withValue(config, 'allowPrivateMessages', 'anyone') : config
}

function maySend(room: Room, { role }: Occupant): boolean {
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

function maySendTo({ record }: Room, sender: Occupant, recipient: Occupant): boolean {
  const to = record.config.visitorPrivateMessages
  return sender.role !== 'visitor' || to === 'anyone' || (to === 'moderators' && recipient.role === 'moderator')
}

/** Adds the muc#user element, by which a recipient's other clients recognise a message from a room (§7.5). */
function withRoomElement(message: Element): Element {
  message.append(xml('x', NS.mucUser))
  return message
}
