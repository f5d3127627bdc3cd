import { attr, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { type Jid, parseJid } from '../../../stanza/jid.js'
import type { Capability } from '../../capability.js'
import type { ServiceStanza } from '../../context.js'
import { isAtLeast } from '../../model/affiliation.js'
import { affiliationOf } from '../../model/room.js'
import { answerRegistration } from '../../operations/answer-registration.js'
import { mayAnswerRegistrations } from '../../operations/request-registration.js'
import { roomTitle } from '../../operations/text-message.js'

const EXAMPLE = 'approve juliet@example.org verona'
const ATTEMPT = /^\s*(approve|decline)\b/i
const REPLY = /^\s*(approve|decline)\s+(\S+)\s+(\S+)\s*$/i

/**
 * Our own decision: an admin answers a pending request (XEP-0045 §9.9) by a line of text to the service, such as
 * `approve juliet@example.org verona`. Few clients show the form, and all can write.
 */
export const requestReplies: Capability = {
  lookUp(stanza, to) {
    const reply = to.local === '' && to.resource === '' ? replyIn(stanza, to.domain) : undefined
    return reply && { load: [reply.room.bare] }
  },

  onServiceMessage(message) {
    const { from, stanza, settings, batch } = message
    if (isSilent(stanza)) return 'handled'
    const reply = replyIn(stanza, settings.domain)
    if (!reply && isAttempt(stanza)) throw new StanzaError('bad-request', `Write for example: ${EXAMPLE}`)
    if (!reply) return 'pass'
    const text = answer(message, reply)
    const told = xml('message', { from: settings.domain, type: 'chat', id: batch.newId() }, xml('body', {}, text))
    batch.send(told, [from.full])
    return 'handled'
  },
}

type Reply = { readonly isAllowed: boolean; readonly user: string; readonly room: Jid }

/** A chat state, a receipt or a marker, which clients send beside their texts: an error would show up in the chat. */
function isSilent(stanza: Element): boolean {
  return attr(stanza, 'type') === 'chat' && stanza.getChild('body') === undefined
}

function isAttempt(stanza: Element): boolean {
  return attr(stanza, 'type') !== 'error' && ATTEMPT.test(stanza.getChildText('body') ?? '')
}

/** The reply in a message to the service of this domain. The room is named by its local part or its address. */
function replyIn(stanza: Element, domain: string): Reply | undefined {
  if (stanza.name !== 'message' || attr(stanza, 'type') === 'error') return undefined
  const [, decision = '', person = '', place = ''] = REPLY.exec(stanza.getChildText('body') ?? '') ?? []
  const user = parseJid(person)?.bare
  const room = parseJid(place.includes('@') ? place : `${place}@${domain}`)
  return user === undefined || !room ? undefined : { isAllowed: decision.toLowerCase() === 'approve', user, room }
}

/** Throws the same for an unknown room as for a room of which the sender is no admin. */
function answer(context: ServiceStanza, { isAllowed, user, room: { bare } }: Reply): string {
  const { rooms, from } = context
  const room = rooms.get(bare)
  if (!room || !mayAnswerRegistrations(room, from.bare)) {
    throw new StanzaError('item-not-found', `There is no request to join ${bare} that you may answer.`)
  }
  answerRegistration({ ...context, room }, { user, by: from.bare, isAllowed })
  if (!isAllowed) return `The request of ${user} was declined.`
  const isMember = isAtLeast(affiliationOf(room, user), 'member')
  return `${user} ${isMember ? 'is a member of' : 'may enter'} ${roomTitle(room)} now.`
}
