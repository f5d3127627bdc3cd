import { attr, copyOf, type Element, xml } from './element.js'
import { reasonGiven } from './muc-user.js'
import { NS } from './namespaces.js'

/** What clients of the Rainbow family read in an invitation: the room's id in the REST API, and its name. */
type FamilyPart = { readonly roomId: string; readonly roomName: string }

/**
 * An invitation directly from the inviter to the invitee (XEP-0249), without a type: some clients show no other. The
 * family's clients act only on the type `chat`, the thread, the event, and the room's id and name in `<x/>`: for them
 * it has a `family` part. `from` and `to` are bare JIDs. Servers store it for people who are offline (XEP-0334).
 */
export function directInvitation(invitation: {
  from: string
  to: string
  id: string
  room: string
  reason?: string | undefined
  password?: string | undefined
  family?: FamilyPart | undefined
}): Element {
  const { from, to, id, room, reason, password, family } = invitation
  const x = xml('x', { xmlns: NS.directInvitation, jid: room, reason, ...(family && attributesOf(family)), password })
  const message = xml('message', { from, to, id, type: family && 'chat' }, x)
  if (family) message.append(xml('event', { xmlns: NS.configurationEvent, name: 'invitation' }))
  message.append(xml('store', { xmlns: NS.hints }))
  return message
}

function attributesOf({ roomId, roomName }: FamilyPart) {
  return { thread: roomId, roomid: roomId, name: roomName || undefined }
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
 * An invitation that the room sends on behalf of the inviter (XEP-0045 §7.8.2). `inviter` is a bare, full or occupant
 * JID. `continueThread` is the thread of the one-to-one chat that continues in the room (§7.9); empty if it had none.
 */
export function mediatedInvitation(invitation: Mediated): Element {
  const message = mediated(invitation)
  const { from: jid, reason, password } = invitation
  // COMPAT: Converse.js does not read mediated invitations; very old clients read the reason as the text of `<x/>`.
  message.append(xml('x', { xmlns: NS.directInvitation, jid, reason, password }, reason ?? ''))
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
 * The mediated form of a direct invitation, for servers that do not let us send in the inviter's name. Keeps the id, the
 * type and all child elements. Undefined if the message is not a direct invitation.
 */
export function toMediated(direct: Element): Element | undefined {
  const x = direct.getChild('x', NS.directInvitation)
  const isMediated = direct.getChild('x', NS.mucUser) !== undefined
  const room = x && !isMediated ? attr(x, 'jid') : undefined
  const [inviter, to, id] = ['from', 'to', 'id'].map(name => attr(direct, name))
  if (!x || !room || !inviter || !to || !id) return undefined
  const [reason, password] = [attr(x, 'reason'), attr(x, 'password')]
  const message = mediated({ from: room, inviter, to, id, reason, password })
  message.attrs['type'] = attr(direct, 'type')
  message.append(...direct.getChildElements().map(copyOf))
  return message
}
