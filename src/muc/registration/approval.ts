import { booleanField, dataForm, SubmittedForm, titledForm } from '../../stanza/data-form.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { parseJid } from '../../stanza/jid.js'
import { statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import { isAtLeast, setAffiliation } from '../affiliation.js'
import type { Capability, RoomContext, RoomMessage, RoomQuery } from '../capability.js'
import { inviteMember } from '../inviter.js'
import { sessionsOf } from '../occupant.js'
import { withdrawRegistration } from '../registration-request.js'
import { affiliationOf, isInside, occupantOf, type RegistrationRequest, type Room } from '../room.js'
import { nickIn, requestFields } from './form.js'

/** Our own field: §16.5.1 has none that says who asks. */
const WHO = 'x-muc#register_jid'
const ALLOW = 'muc#register_allow'
/** An admin who enters gets them all. Our own decision. */
const MOST_REQUESTS = 100

/** XEP-0045 §9.9: admins and owners answer those who want to be registered. What nobody has answered yet is kept. */
export const registrationApproval: Capability = {
  onEntered(entered) {
    const { room, occupant, session, batch } = entered
    if (!mayAnswer(room, occupant.user)) return
    for (const [user, request] of room.registrations) batch.send(approvalForm(entered, { user, request }), [session])
  },

  onMessage(context) {
    const x = context.message.getChild('x', NS.dataForm)
    // Who cancels a form of ours leaves it to others (§8.6, §9.9).
    if (x && attr(x, 'type') === 'cancel') return 'handled'
    const form = x && attr(x, 'type') === 'submit' ? new SubmittedForm(x) : undefined
    if (form?.formType !== NS.mucRegister) return 'pass'
    answerRequest(context, form)
    return 'handled'
  },
}

/** Keeps the request, instead of an earlier one of the same person, and shows it to the admins who are here. */
export function requestApproval(query: RoomQuery, now: RegistrationRequest): void {
  const { room, batch, from } = query
  const was = room.registrations.get(from.bare)
  if (!was && room.registrations.size >= MOST_REQUESTS) {
    throw new StanzaError('resource-constraint', 'Too many people wait for an answer already; ask again later.')
  }
  // A client that repeats itself does not bother the admins again.
  if (was && isSame(was, now)) return
  batch.change({ kind: 'registration', room: room.record.jid, user: from.bare, was, now })
  const judges = [...room.occupants.values()].filter(({ user }) => mayAnswer(room, user)).flatMap(sessionsOf)
  batch.send(approvalForm(query, { user: from.bare, request: now }), judges)
}

function isSame(one: RegistrationRequest, other: RegistrationRequest): boolean {
  return JSON.stringify({ ...one, at: 0 }) === JSON.stringify({ ...other, at: 0 })
}

function mayAnswer(room: Room, user: string): boolean {
  return isAtLeast(affiliationOf(room, user), 'admin')
}

function approvalForm(
  { room, batch }: RoomContext,
  { user, request }: { user: string; request: RegistrationRequest },
): Element {
  const form = titledForm({
    formType: NS.mucRegister,
    title: 'Registration request',
    instructions: `${user} wants to become a member. Say whether you allow it; cancel to leave it to others.`,
    fields: [
      { name: WHO, type: 'jid-single', label: 'User ID', values: [user] },
      ...requestFields(request),
      booleanField(ALLOW, 'Allow this person to register with the room?', false),
    ],
  })
  return xml('message', { from: room.record.jid, id: batch.newId() }, form)
}

/** The first answer counts. The admin may have given another nick than the one that was asked for. */
function answerRequest(context: RoomMessage, form: SubmittedForm): void {
  const { room, from } = context
  if (!mayAnswer(room, from.bare)) throw new StanzaError('forbidden', 'Only admins and owners answer such requests.')
  const user = parseJid(form.text(WHO) ?? '')?.bare
  const isAllowed = form.boolean(ALLOW)
  if (user === undefined || isAllowed === undefined) {
    throw new StanzaError('bad-request', `The form must have ${WHO} and ${ALLOW}.`)
  }
  const request = room.registrations.get(user)
  if (!request) throw new StanzaError('item-not-found', `${user} does not wait for an answer, or has one already.`)
  if (isAllowed) accept(context, { user, nick: nickIn(form, request.nick) })
  else deny(context, { user, request })
}

function accept(context: RoomMessage, { user, nick }: { user: string; nick: string }): void {
  const { room, from } = context
  const actor = occupantOf(room, from.full)
  const told = { user, actor: actor && { nick: actor.nick } }
  setAffiliation(context, { ...told, affiliation: 'member', nick, isTold: true })
  // Who is inside has heard of it by presence.
  if (isInside(room, user)) return
  if (room.record.config.membersOnly) inviteMember(context, { ...told, inviter: from.bare })
  else tellMember(context, { user, nick })
}

/** §18.1: who is away hears of a new affiliation by 101. */
function tellMember({ room, batch }: RoomContext, { user, nick }: { user: string; nick: string }): void {
  const item = xml('item', { affiliation: 'member', role: 'none', jid: user, nick })
  const message = noteTo({ room, batch }, { user, text: `You are a member of this room now; you are called ${nick}.` })
  message.append(xml('x', NS.mucUser, item, statusCode(101)))
  batch.deliver(message)
}

/** No specification says how; the form comes back with the answer, and with words for every client. */
function deny(context: RoomContext, { user, request }: { user: string; request: RegistrationRequest }): void {
  withdrawRegistration(context, user)
  const answered = [...requestFields({ ...request, answers: {} }), booleanField(ALLOW, 'Allowed', false)]
  const message = noteTo(context, { user, text: 'Your request to register with this room was turned down.' })
  message.append(dataForm('result', NS.mucRegister, answered))
  context.batch.deliver(message)
}

function noteTo({ room, batch }: Pick<RoomContext, 'room' | 'batch'>, note: { user: string; text: string }): Element {
  return xml('message', { from: room.record.jid, to: note.user, id: batch.newId() }, xml('body', {}, note.text))
}
