import { SubmittedForm } from '../../../stanza/data-form.js'
import { attr, childElements, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { RoomQuery } from '../../context.js'
import { isAtLeast } from '../../model/affiliation.js'
import { affiliationOf, mapOf } from '../../model/room.js'
import type { RoomConfig } from '../../model/room-config.js'
import { answersIn, nickIn, registrationForm } from '../../operations/registration-form.js'
import { requestRegistration, withdrawRegistration } from '../../operations/request-registration.js'
import { refuseNickOfOthers, reservedNickOf, reserveNick } from '../../operations/reserve-nick.js'
import { setAffiliation } from '../../operations/set-affiliation.js'
import { choiceSetting } from '../../operations/settings.js'

/** The name is that of Openfire, whose rooms let people register at once or not at all; the values are ours. */
const FIELD = 'x-muc#roomconfig_registration'
const LABEL = 'Who may register as a member'
const CHOICES = {
  closed: 'Nobody; admins add members',
  approval: 'Everybody, after approval by an admin',
  open: 'Everybody, at once',
} as const satisfies Record<RoomConfig['registration'], string>
const OF_OPENFIRE = { 0: 'closed', false: 'closed', 1: 'open', true: 'open' } as const

/** XEP-0045 §7.10: a person becomes a member and reserves a nick; XEP-0077: and cancels both. */
export const registration: Capability = {
  features: room => (room.record.config.registration === 'closed' ? [] : [NS.register, NS.mucRegister]),
  settings: [choiceSetting({ key: 'registration', field: FIELD, label: LABEL, choices: CHOICES, others: OF_OPENFIRE })],

  onQuery(query) {
    if (query.namespace !== NS.register) return 'pass'
    if (query.type === 'get') query.answer(requirements(query))
    else if (query.payload.getChild('remove')) unregister(query)
    else receiveForm(query)
    return 'handled'
  },
}

function requirements(query: RoomQuery): Element {
  const { room, from } = query
  const nick = reservedNickOf(room, from.bare)
  if (nick === '' && !mayRegister(query)) throw new StanzaError('not-allowed', 'You may not register with this room.')
  const registered = nick === '' ? [] : [xml('registered'), xml('username', {}, nick)]
  const form = mayRegister(query) ? [registrationForm({ nick, needsApproval: needsApproval(query) })] : []
  return xml('query', NS.register, ...registered, ...form)
}

function mayRegister({ room, from }: RoomQuery): boolean {
  const isPerson = from.local !== ''
  return room.record.config.registration !== 'closed' && isPerson && affiliationOf(room, from.bare) !== 'outcast'
}

/** Members only reserve a nick; other people need an admin's approval, unless registration is open. */
function needsApproval({ room, from }: RoomQuery): boolean {
  return room.record.config.registration === 'approval' && !isAtLeast(affiliationOf(room, from.bare), 'member')
}

function receiveForm(query: RoomQuery): void {
  const x = query.payload.getChild('x', NS.dataForm)
  const type = x && attr(x, 'type')
  if (query.room.record.config.registration === 'closed') {
    throw new StanzaError('service-unavailable', 'This room does not accept registrations; ask an admin to add you.')
  }
  if (x && type === 'submit') return submit(query, new SubmittedForm(x))
  if (type !== 'cancel') throw new StanzaError('bad-request', 'Submit the registration form of the room.')
}

function submit(query: RoomQuery, form: SubmittedForm): void {
  const { room, from } = query
  if (form.formType !== NS.mucRegister) {
    throw new StanzaError('bad-request', `The FORM_TYPE must be ${NS.mucRegister}.`)
  }
  if (!mayRegister(query)) throw new StanzaError('not-allowed', 'You may not register with this room.')
  const nick = nickIn(form)
  refuseNickOfOthers(room, nick, from.bare)
  const request = { nick, answers: answersIn(form), via: '', at: query.batch.at }
  if (needsApproval(query)) requestRegistration(query, from.bare, request)
  else if (room.affiliations.has(from.bare)) reserveNick(query, { user: from.bare, nick })
  else setAffiliation(query, { user: from.bare, affiliation: 'member', nick, skipNotification: true })
}

/**
 * XEP-0077 §3.2: removes the membership, the reserved nick and a pending request. Our own decision: admins and owners
 * lose only the nick.
 */
function unregister(query: RoomQuery): void {
  const { room, from, payload } = query
  if (childElements(payload).length !== 1)
    throw new StanzaError('bad-request', '<remove/> must be the only child of the query.')
  const affiliation = affiliationOf(room, from.bare)
  const isRegistered = affiliation === 'member' || reservedNickOf(room, from.bare) !== ''
  if (!isRegistered && !mapOf(room, 'registration').has(from.bare)) {
    throw new StanzaError('registration-required', 'You are not registered with this room.')
  }
  withdrawRegistration(query, from.bare)
  if (affiliation === 'member') setAffiliation(query, { user: from.bare, affiliation: 'none', skipNotification: true })
  else reserveNick(query, { user: from.bare, nick: '' })
}
