import { booleanField, SubmittedForm, textField, titledForm } from '../../stanza/data-form.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { RoomMessage } from '../context.js'
import { isModerator } from '../model/moderator.js'
import { type Occupant, sessionsOf } from '../model/occupant.js'
import { mapOf, occupantOf, occupantsWith } from '../model/room.js'
import { broadcastRoleChange } from '../operations/broadcast-role-change.js'
import { changeOccupant } from '../operations/change-occupant.js'

declare module '../model/room.js' {
  interface RoomMaps {
    /** When a person last asked for voice, in milliseconds since 1970, by bare JID. */
    readonly 'voice-request': number
  }
}

/** As ejabberd calls them. */
const ALLOWED = 'allow_voice_requests'
const INTERVAL = 'voice_request_min_interval'
/** In seconds: a day. */
const LONGEST_INTERVAL = 86_400
/** Who asked so lately that they may not again, in one room. Our own decision. */
const MOST_REMEMBERED = 1000
/** §16.5.2. */
const ALLOW = 'muc#request_allow'

/** XEP-0045 §7.13: a visitor asks for voice; §8.6: a moderator gives it. */
export const voiceRequest: Capability = {
  features: room => (room.record.config.allowVoiceRequests ? [NS.mucRequest] : []),
  fields: config => [
    booleanField(ALLOWED, 'Visitors may ask for voice', config.allowVoiceRequests),
    textField(INTERVAL, 'Seconds until a visitor may ask again', String(config.voiceRequestInterval)),
  ],
  configure(form, config) {
    const interval = form.count(INTERVAL) ?? config.voiceRequestInterval
    if (interval > LONGEST_INTERVAL) {
      throw new StanzaError('not-acceptable', `The field ${INTERVAL} is at most ${LONGEST_INTERVAL} seconds.`)
    }
    return { allowVoiceRequests: form.boolean(ALLOWED) ?? config.allowVoiceRequests, voiceRequestInterval: interval }
  },

  onMessage(context) {
    const x = context.message.getChild('x', NS.dataForm)
    const form = x && attr(x, 'type') === 'submit' ? new SubmittedForm(x) : undefined
    if (form?.formType !== NS.mucRequest) return 'pass'
    form.oneOf('muc#role', ['participant'])
    const isAllowed = form.boolean(ALLOW)
    if (isAllowed === undefined) request(context)
    else answer(context, { form, isAllowed })
    return 'handled'
  },
}

function request(context: RoomMessage): void {
  const { room, from, batch } = context
  const occupant = occupantOf(room, from.full)
  if (!occupant) throw new StanzaError('not-acceptable', 'Enter the room before you ask for voice.')
  if (!room.record.config.allowVoiceRequests) throw new StanzaError('forbidden', 'This room takes no such requests.')
  if (occupant.role !== 'visitor') throw new StanzaError('not-allowed', 'You have voice already.')
  const moderators = occupantsWith(room, ['moderator'])
  if (moderators.length === 0) {
    throw new StanzaError('service-unavailable', 'No moderator is in the room; ask again later.', 'wait')
  }
  remember(context, occupant.user)
  batch.send(approvalForm(context, occupant), moderators.flatMap(sessionsOf))
}

/** Also forgets what is so long ago that it does not matter any more, or was noted by a clock that has been put back. */
function remember({ room, batch }: RoomMessage, user: string): void {
  const { jid, config } = room.record
  for (const [other, was] of [...mapOf(room, 'voice-request')]) {
    const isOver = was > batch.at || was + config.voiceRequestInterval * 1000 <= batch.at
    if (isOver) batch.change({ kind: 'voice-request', room: jid, key: other, was, now: undefined })
  }
  if (mapOf(room, 'voice-request').has(user) || mapOf(room, 'voice-request').size >= MOST_REMEMBERED) {
    const text = `You have asked; ask again when ${config.voiceRequestInterval} seconds have passed.`
    throw new StanzaError('resource-constraint', text)
  }
  batch.change({ kind: 'voice-request', room: jid, key: user, was: undefined, now: batch.at })
}

function approvalForm({ room, batch, from }: RoomMessage, { nick }: Occupant): Element {
  const role = { value: 'participant', label: 'Participant' }
  const form = titledForm({
    formType: NS.mucRequest,
    title: 'Voice request',
    instructions: `${nick} asks for voice; cancel to leave it to others.`,
    fields: [
      { name: 'muc#role', type: 'list-single', label: 'Requested role', values: [role.value], options: [role] },
      { name: 'muc#jid', type: 'jid-single', label: 'User ID', values: [from.full] },
      textField('muc#roomnick', 'Room nickname', nick),
      booleanField(ALLOW, 'Whether to grant voice', false),
    ],
  })
  return xml('message', { from: room.record.jid, id: batch.newId() }, form)
}

/** A refusal is told to nobody. Who has voice by then, by another moderator, keeps it. */
function answer(context: RoomMessage, { form, isAllowed }: { form: SubmittedForm; isAllowed: boolean }): void {
  const { room, from } = context
  if (!isModerator(room, from)) throw new StanzaError('forbidden', 'Only moderators and admins give voice.')
  if (!isAllowed) return
  const was = askerIn(context, form)
  if (!was) throw new StanzaError('item-not-found', 'The person who asked for voice is in the room no more.')
  if (was.role !== 'visitor') return
  const now = { ...was, role: 'participant' as const }
  changeOccupant(context, { was, now })
  const actor = occupantOf(room, from.full)
  broadcastRoleChange(context, { was, now, actor: actor && { nick: actor.nick } })
}

/** By JID: the nick may be another by now. */
function askerIn({ room }: RoomMessage, form: SubmittedForm): Occupant | undefined {
  const jid = form.text('muc#jid')
  const nick = form.text('muc#roomnick') ?? ''
  return jid === undefined ? room.occupants.get(nick) : occupantOf(room, parseJid(jid)?.full ?? '')
}
