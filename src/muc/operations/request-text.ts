import { domainOf, localOf } from '../../stanza/jid.js'
import type { RoomContext } from '../context.js'
import { mapOf, type RegistrationRequest } from '../model/room.js'
import { oneLine } from './one-line.js'
import { requestFields } from './registration-form.js'
import { roomTitle } from './text-message.js'

/** People whom a text about several requests names. */
const MOST_NAMED = 10

/** A pending request, with the requester's bare JID. */
export type Requested = { readonly user: string; readonly request: RegistrationRequest }

/** How the requester came, to be added to a sentence: empty if without an invitation. */
export function originOf(context: RoomContext, request: RegistrationRequest): string {
  return context.capabilities.map(capability => capability.registrationOrigin?.(context, request) ?? '').join('')
}

/** What admins read of one request: who asks, for what, how they came, their words, and how to answer. */
export function requestText(context: RoomContext, { user, request }: Requested): string {
  const requester = requesterOf(context, { user, request })
  const answers = requestFields(request).filter(({ values }) => values.length > 0 && values[0] !== requester)
  return [
    `${requester} asks to join ${roomTitle(context.room)}${originOf(context, request)}.`,
    ...answers.map(({ label, values }) => `${label}: "${oneLine(values.join(' '))}"`),
    ...howToAnswer(context, { user, request }),
  ].join('\n')
}

/** What an admin reads on entering a room with pending requests, of which there is at least one. */
export function pendingText(context: RoomContext): string {
  const pending = [...mapOf(context.room, 'registration')].map(([user, request]) => ({ user, request }))
  const [first] = pending
  if (!first) return ''
  if (pending.length === 1) return requestText(context, first)
  const names = pending.slice(0, MOST_NAMED).map(requested => requesterOf(context, requested))
  const more = pending.length > MOST_NAMED ? ` and ${pending.length - MOST_NAMED} more` : ''
  const who = `${pending.length} people ask to join ${roomTitle(context.room)}: ${names.join(', ')}${more}.`
  return [who, ...howToAnswer(context, first)].join('\n')
}

/** Our own decision: lines of text, since few clients show the form. `invites/chat` reads them, unless it is turned off. */
function howToAnswer(context: RoomContext, requested: Requested): string[] {
  const { room, settings } = context
  const local = localOf(room.record.jid)
  const requester = requesterOf(context, requested)
  const isGuest = requester !== requested.user
  const otherWays = isGuest ? '' : ' Inviting the person approves, too, as does making them a member.'
  if (!settings.chatCommands) return [`To answer, use the room's command "Pending requests".${otherWays}`]
  return [
    `To answer, write one of these lines to ${settings.domain}.${otherWays}`,
    `approve ${requester} ${local}`,
    `decline ${requester} ${local}`,
  ]
}

/** The address, or the name of a person without an account, who has an address of the service's own domain. */
function requesterOf({ settings }: RoomContext, { user, request }: Requested): string {
  return domainOf(user) === settings.domain ? oneLine(request.nick) : user
}
