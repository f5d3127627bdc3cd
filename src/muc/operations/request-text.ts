import { localOf } from '../../stanza/jid.js'
import type { RoomContext } from '../context.js'
import { mapOf, type RegistrationRequest } from '../model/room.js'
import { requestFields } from './registration-form.js'
import { roomTitle } from './text-message.js'

/** In characters, of each answer of the requester. */
const LONGEST_ANSWER = 300
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
  const answers = requestFields(request).filter(({ values }) => values.length > 0)
  return [
    `${user} asks to join ${roomTitle(context.room)}${originOf(context, request)}.`,
    ...answers.map(({ label, values }) => `${label}: "${brief(values.join(' '))}"`),
    ...howToAnswer(context, user),
  ].join('\n')
}

/** What an admin reads on entering a room with pending requests, of which there is at least one. */
export function pendingText(context: RoomContext): string {
  const pending = [...mapOf(context.room, 'registration')].map(([user, request]) => ({ user, request }))
  const [first] = pending
  if (!first) return ''
  if (pending.length === 1) return requestText(context, first)
  const names = pending.slice(0, MOST_NAMED).map(({ user }) => user)
  const more = pending.length > MOST_NAMED ? ` and ${pending.length - MOST_NAMED} more` : ''
  const who = `${pending.length} people ask to join ${roomTitle(context.room)}: ${names.join(', ')}${more}.`
  return [who, ...howToAnswer(context, first.user)].join('\n')
}

/** Our own decision: commands as text, since few clients show the form (`request-replies.ts` reads them). */
function howToAnswer({ room, settings }: RoomContext, user: string): string[] {
  const local = localOf(room.record.jid)
  return [
    `To answer, write one of these lines to ${settings.domain}. An invitation to the room approves, too.`,
    `approve ${user} ${local}`,
    `decline ${user} ${local}`,
  ]
}

/** On one line, so that the words of the requester cannot look like lines of ours. */
function brief(answer: string): string {
  const line = answer.replaceAll(/[\s\p{C}]+/gu, ' ').trim()
  return line.length > LONGEST_ANSWER ? `${line.slice(0, LONGEST_ANSWER)}…` : line
}
