import type { Capability } from '../muc/capability.js'
import type { ReflectedMessage } from '../muc/context.js'
import { mayBeStored, stanzaIdIn } from '../muc/operations/store-message.js'
import { booleanField } from '../stanza/data-form.js'
import { attr } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { retractedId } from '../stanza/retraction.js'
import { LONGEST_BODY } from './event.js'
import type { ToldMessageChange } from './facts.js'

/** Fields of our own, as no specification has any. Off unless the owner of a room turns them on. */
const FIELDS = [
  {
    key: 'messageEvents',
    name: 'x-muc#roomconfig_messageevents',
    label: 'Tell the apps of moderators of messages',
  },
  {
    key: 'occupantEvents',
    name: 'x-muc#roomconfig_occupantevents',
    label: 'Tell the apps of moderators of entering and leaving',
  },
] as const

/** The room tells apps of messages, if its configuration says so; all who can see the room can see that it does. */
export const toldMessages: Capability = {
  roomInfo: ({ record: { config } }) =>
    FIELDS.filter(({ key }) => config[key]).map(({ name, label }) =>
      booleanField(name.replace('roomconfig', 'roominfo'), label, true),
    ),
  settings: FIELDS.map(({ key, name, label }) => ({
    ...{ key, field: name, label, type: { kind: 'boolean' } },
    valueIn: config => config[key] ?? false,
    fields: config => [booleanField(name, label, config[key] ?? false)],
    // A room that was never asked stays as it is stored.
    read: (form, config) => {
      const isOn = form.boolean(name) ?? config[key] ?? false
      return isOn === (config[key] ?? false) ? config : { ...config, [key]: isOn }
    },
  })),

  onReflected(said) {
    if (said.room.record.config.messageEvents) tell(said)
  },
}

/** Tells of a message with a text and of a retraction, unless its sender wants it stored nowhere (XEP-0334). */
function tell({ batch, room, occupant, reflected }: ReflectedMessage): void {
  const body = reflected.getChildText('body')
  const retracts = retractedId(reflected)
  if (retracts === undefined && (body === null || !mayBeStored(reflected))) return
  const { jid } = room.record
  const corrected = reflected.getChild('replace', NS.correction)
  const replaces = corrected && attr(corrected, 'id')
  const [message, clientId] = [stanzaIdIn(reflected, jid), attr(reflected, 'id')]
  const now: ToldMessageChange['now'] = {
    ...{ kind: kindOf({ retracts, replaces }), user: occupant.user, name: occupant.nick },
    ...(message !== undefined && { message }),
    ...(clientId !== undefined && { clientId: clientId.slice(0, LONGEST_BODY) }),
    ...(retracts === undefined && body !== null && { body: body.slice(0, LONGEST_BODY) }),
    ...(replaces !== undefined && { replaces: replaces.slice(0, LONGEST_BODY) }),
    ...(retracts !== undefined && { retracts: retracts.slice(0, LONGEST_BODY) }),
  }
  batch.change({ kind: 'told-message', room: jid, was: undefined, now })
}

type Names = { readonly retracts: string | undefined; readonly replaces: string | undefined }

function kindOf({ retracts, replaces }: Names): ToldMessageChange['now']['kind'] {
  if (retracts !== undefined) return 'message.retracted'
  return replaces === undefined ? 'message.sent' : 'message.corrected'
}
