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
import { numberSetting, switchSetting } from '../operations/settings.js'
import { roomTitle, sendToOccupants } from '../operations/text-message.js'

declare module '../model/room.js' {
  interface RoomMaps {
    /** The time of a person's last voice request, in milliseconds since 1970, by bare JID. */
    readonly 'voice-request': number
  }
}

/** As ejabberd calls them. */
const ALLOWED = 'allow_voice_requests'
const INTERVAL = 'voice_request_min_interval'
/** In seconds: a day. */
const LONGEST_INTERVAL = 86_400
/** People per room whose minimum interval has not passed yet. Our own decision. */
const MOST_REMEMBERED = 1000
const ALLOW = 'muc#request_allow'

/** XEP-0045 §7.13: a visitor requests voice; §8.6: a moderator grants it. */
export const voiceRequest: Capability = {
  features: room => (room.record.config.allowVoiceRequests ? [NS.mucRequest] : []),
  settings: [
    switchSetting({ key: 'allowVoiceRequests', field: ALLOWED, label: 'Visitors may request voice' }),
    numberSetting({
      ...{ key: 'voiceRequestInterval', field: INTERVAL, most: LONGEST_INTERVAL },
      label: 'Minimum time between voice requests of a visitor, in seconds',
    }),
  ],

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
  if (!occupant) throw new StanzaError('not-acceptable', 'Enter the room before you request voice.')
  if (!room.record.config.allowVoiceRequests)
    throw new StanzaError('forbidden', 'This room does not accept voice requests.')
  if (occupant.role !== 'visitor') throw new StanzaError('not-allowed', 'You already have voice.')
  const moderators = occupantsWith(room, ['moderator'])
  if (moderators.length === 0) {
    throw new StanzaError('service-unavailable', 'No moderator is in the room; request voice again later.', 'wait')
  }
  recordRequest(context, occupant.user)
  const sessions = moderators.flatMap(sessionsOf)
  const { nick } = occupant
  const text = `${nick} requests voice in ${roomTitle(room)}. To grant it, answer the form, or make ${nick} a participant.`
  batch.send(approvalForm(context, { nick, text }), sessions)
  sendToOccupants(context, { text, sessions })
}

/** Throws if the interval has not passed. Deletes older requests, and future ones, which predate a clock change. */
function recordRequest({ room, batch }: RoomMessage, user: string): void {
  const { jid, config } = room.record
  for (const [other, was] of [...mapOf(room, 'voice-request')]) {
    const isExpired = was > batch.at || was + config.voiceRequestInterval * 1000 <= batch.at
    if (isExpired) batch.change({ kind: 'voice-request', room: jid, key: other, was, now: undefined })
  }
  if (mapOf(room, 'voice-request').has(user) || mapOf(room, 'voice-request').size >= MOST_REMEMBERED) {
    const text = `You have requested voice already; request it again after ${config.voiceRequestInterval} seconds.`
    throw new StanzaError('resource-constraint', text)
  }
  batch.change({ kind: 'voice-request', room: jid, key: user, was: undefined, now: batch.at })
}

function approvalForm({ room, batch, from }: RoomMessage, { nick, text }: { nick: string; text: string }): Element {
  const role = { value: 'participant', label: 'Participant' }
  const form = titledForm({
    formType: NS.mucRequest,
    title: 'Voice request',
    instructions: `${nick} requests voice. Cancel to leave the decision to other moderators.`,
    fields: [
      { name: 'muc#role', type: 'list-single', label: 'Requested role', values: [role.value], options: [role] },
      { name: 'muc#jid', type: 'jid-single', label: 'User ID', values: [from.full] },
      textField('muc#roomnick', 'Room nickname', nick),
      booleanField(ALLOW, 'Whether to grant voice', false),
    ],
  })
  return xml('message', { from: room.record.jid, id: batch.newId() }, xml('body', {}, text), form)
}

/** A denial sends nothing. If another moderator has granted voice in the meantime, the occupant keeps it. */
function answer(context: RoomMessage, { form, isAllowed }: { form: SubmittedForm; isAllowed: boolean }): void {
  const { room, from } = context
  if (!isModerator(room, from)) throw new StanzaError('forbidden', 'Only moderators and admins may grant voice.')
  if (!isAllowed) return
  const was = requesterIn(context, form)
  if (!was) throw new StanzaError('item-not-found', 'The person who requested voice has left the room.')
  if (was.role !== 'visitor') return
  const now = { ...was, role: 'participant' as const }
  changeOccupant(context, { was, now })
  const actor = occupantOf(room, from.full)
  broadcastRoleChange(context, { was, now, actor: actor && { nick: actor.nick } })
}

/** By real JID if the form has it, because the nick may have changed. */
function requesterIn({ room }: RoomMessage, form: SubmittedForm): Occupant | undefined {
  const jid = form.text('muc#jid')
  const nick = form.text('muc#roomnick') ?? ''
  return jid === undefined ? room.occupants.get(nick) : occupantOf(room, parseJid(jid)?.full ?? '')
}
