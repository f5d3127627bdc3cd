import { attr, copyOf, type Element, xml } from './element.js'
import { reasonGiven } from './muc-user.js'
import { NS } from './namespaces.js'

/**
 * XEP-0249: an invitation that goes straight from the inviter to the invited person. The type `chat`, the thread and
 * the event are for the clients of the REST API, which act on nothing less, as the id and the name of the room in `<x/>`
 * are; other clients read the rest of it. `from` and `to` are bare JIDs, `roomId` the room's id in the REST API.
 */
export function directInvitation(invitation: {
  from: string
  to: string
  id: string
  room: string
  roomId: string
  roomName: string
  reason?: string | undefined
  password?: string | undefined
}): Element {
  const { from, to, id, room, roomId, roomName, reason, password } = invitation
  return xml(
    'message',
    { from, to, id, type: 'chat' },
    xml('x', {
      xmlns: NS.directInvitation,
      jid: room,
      reason,
      thread: roomId,
      roomid: roomId,
      name: roomName || undefined,
      password,
    }),
    xml('event', { xmlns: NS.configurationEvent, name: 'invitation' }),
  )
}

type Mediated = {
  from: string
  inviter: string
  to: string
  id: string
  reason?: string | undefined
  password?: string | undefined
  continueThread?: string | undefined
}

/**
 * XEP-0045 §7.8.2: an invitation that the room sends on behalf of the inviter. `inviter` is a bare, full or occupant
 * JID; `continueThread` goes on with a one-to-one chat (§7.9), with an empty text where that had no thread.
 */
export function mediatedInvitation(invitation: Mediated): Element {
  const message = mediated(invitation)
  const { from: jid, reason } = invitation
  // COMPAT: for clients that know no mediated invitation (Converse.js), and very old ones, who read the reason as text.
  message.append(xml('x', { xmlns: NS.directInvitation, jid, reason }, reason ?? ''))
  return message
}

function mediated(invitation: Mediated): Element {
  const { from, inviter, to, id, reason, password, continueThread } = invitation
  const invite = xml('invite', { from: inviter }, ...reasonGiven(reason))
  if (continueThread !== undefined) invite.append(xml('continue', { thread: continueThread || undefined }))
  const x = xml('x', { xmlns: NS.mucUser }, invite)
  if (password !== undefined) x.append(xml('password', {}, password))
  return xml('message', { from, to, id }, x)
}

/**
 * The mediated form of a direct invitation, for servers that do not let us send in the inviter's name: the same id,
 * what the direct one held kept beside `<x/>`. Undefined where the message is no direct invitation.
 */
export function toMediated(direct: Element): Element | undefined {
  const x = direct.getChild('x', NS.directInvitation)
  const isMediated = direct.getChild('x', NS.mucUser) !== undefined
  const room = x && !isMediated ? attr(x, 'jid') : undefined
  const [inviter, to, id] = ['from', 'to', 'id'].map(name => attr(direct, name))
  if (!x || !room || !inviter || !to || !id) return undefined
  const [reason, password] = [attr(x, 'reason'), attr(x, 'password')]
  const message = mediated({ from: room, inviter, to, id, reason, password })
  message.append(...direct.getChildElements().map(copyOf))
  return message
}
