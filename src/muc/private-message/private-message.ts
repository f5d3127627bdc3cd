import type { Field } from '../../stanza/data-form.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { type Occupant, sessionsOf } from '../occupant.js'
import { relayed } from '../relayed.js'
import { roleIsAtLeast } from '../role.js'
import { occupantOf, type Room, type RoomConfig } from '../room.js'

const CHOICES = {
  anyone: 'Anyone',
  participants: 'Participants and moderators',
  moderators: 'Moderators',
  none: 'Nobody',
} as const satisfies Record<RoomConfig['allowPrivateMessages'], string>

/** XEP-0045 §7.5: messages between two occupants, who need not know each other's real JIDs. */
export const privateMessage: Capability = {
  fields: config => [choiceField(config.allowPrivateMessages)],
  configure: (form, config) => ({
    allowPrivateMessages:
      form.oneOf('muc#roomconfig_allowpm', ['anyone', 'participants', 'moderators', 'none']) ??
      config.allowPrivateMessages,
  }),

  onPrivateMessage(context) {
    const { room, occupant, message, nick, batch } = context
    if (attr(message, 'type') === 'groupchat') {
      throw new StanzaError('bad-request', 'A message to one occupant must not be of the type groupchat.')
    }
    if (!mayWrite(room, occupant)) throw new StanzaError('forbidden', 'You may not send private messages in this room.')
    const receiver = room.occupants.get(nick)
    if (!receiver) throw new StanzaError('item-not-found', `Nobody here is called ${nick}.`)
    batch.send(marked(relayed(context, message, occupant)), sessionsOf(receiver))
    return 'handled'
  },

  /** The answer to a private message that its receiver's client refused; to nobody who could not have written one. */
  onError(context) {
    const { room, from, stanza, nick, batch } = context
    const refuser = occupantOf(room, from.full)
    const writer = room.occupants.get(nick)
    if (!refuser || !writer || stanza.name !== 'message' || !mayWrite(room, writer)) return 'pass'
    batch.send(marked(relayed(context, stanza, refuser)), sessionsOf(writer))
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

/** With the mark that lets a person's other clients see that it came through a room. */
function marked(message: Element): Element {
  message.append(xml('x', NS.mucUser))
  return message
}

function choiceField(value: RoomConfig['allowPrivateMessages']): Field {
  return {
    name: 'muc#roomconfig_allowpm',
    type: 'list-single',
    label: 'Who may send private messages',
    values: [value],
    options: Object.entries(CHOICES).map(([choice, label]) => ({ value: choice, label })),
  }
}
