import { type Static, Type } from '@sinclair/typebox'
import { GUEST_TERMS } from '../../invites/invite-terms.js'
import { INVITE_EVENTS, type InviteEvent } from '../../invites/link-history.js'
import { linkState } from '../../invites/links.js'
import type { ManagedLink } from '../../invites/managed-link.js'
import type { RegistrationRequest } from '../../muc/model/room.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { joinUri } from '../../stanza/join-uri.js'
import { isoTime as isoText } from '../../stanza/time.js'
import { withModelName } from '../schema/model-name.js'
import { choice, hexId, isoTime } from '../schema/schemas.js'

/** A user in the plain API (/api/v1). */
export const person = withModelName(
  'person',
  Type.Object({ userId: hexId, jid: Type.String({ description: 'The bare JID' }) }),
)

/** The term `guests` of a link. */
export const guestTerm = choice(GUEST_TERMS, {
  description: 'Whether people without an account come in as guests; auto: if it is for all domains',
})

/** A link in the plain API. It contains the secret id. */
export const linkView = withModelName(
  'link',
  Type.Object({
    linkId: Type.String({ description: 'Identifies the link; not a secret, and unchanged when the link is reset' }),
    openInviteId: Type.String({ description: 'The secret: it lets its bearer join' }),
    url: Type.String({ description: 'The web page of the link' }),
    xmppUri: Type.String({ description: 'For XMPP clients: join with the id as the password' }),
    roomId: hexId,
    roomJid: Type.String(),
    owner: person,
    label: Type.String(),
    state: choice(['open', 'paused', 'expired', 'used-up']),
    createdAt: isoTime,
    expiresAt: Type.Union([isoTime, Type.Null()], { description: 'null: never' }),
    uses: Type.Integer({ description: 'How many users have joined through it' }),
    maxUses: Type.Union([Type.Integer(), Type.Null()], { description: 'null: no limit' }),
    grants: choice(['visitor', 'member', 'moderator']),
    admission: choice(['unlock', 'unlock_ack', 'lock']),
    domains: Type.Array(Type.String(), { description: 'The domains whose users may join; empty: all' }),
    guests: guestTerm,
    standing: Type.Boolean({ description: 'The link that `bind` returns again' }),
  }),
)

/**
 * One entry in the history of a link; `user` is the user whom it concerns, if any, and `through` the service account
 * that acted in the name of `by`, if any.
 */
export const linkEvent = withModelName(
  'linkStoryEntry',
  Type.Object({
    at: isoTime,
    linkId: Type.String(),
    event: choice(INVITE_EVENTS),
    by: person,
    through: Type.Optional(person),
    user: Type.Optional(person),
    name: Type.Optional(Type.String({ description: 'The name of the user, if the user is a guest' })),
    condition: Type.Optional(
      Type.String({ description: 'Why an invitation has bounced: an error condition of RFC 6120' }),
    ),
  }),
)

/** A user who waits for an approval. */
export const pendingRequest = withModelName(
  'waitingPerson',
  Type.Object({
    user: person,
    since: isoTime,
    linkId: Type.Union([Type.String(), Type.Null()], { description: 'The link that was used' }),
    nick: Type.String(),
    answers: Type.Record(Type.String(), Type.String(), {
      description: 'The answers to the registration form, by field',
    }),
  }),
)

/** `room`: its bare JID. `at`: now, in milliseconds since 1970. `publicUrl`: without a slash at the end. */
export function viewOfLink(
  { invite }: ManagedLink,
  room: string,
  { at, publicUrl }: { at: number; publicUrl: string },
): Static<typeof linkView> {
  const { id, linkId, terms, owner } = invite
  return {
    linkId,
    openInviteId: id,
    url: `${publicUrl}/${id}`,
    xmppUri: joinUri(room, id),
    roomId: invite.roomId,
    roomJid: room,
    owner: personOf(owner),
    label: terms.label,
    state: linkState(invite, at),
    createdAt: isoText(invite.createdAt),
    expiresAt: terms.expiresAt === 0 ? null : isoText(terms.expiresAt),
    uses: invite.uses,
    maxUses: terms.maxUses === 0 ? null : terms.maxUses,
    grants: terms.grants,
    admission: terms.admission,
    domains: [...terms.domains],
    guests: terms.guests,
    standing: invite.isDefault,
  }
}

export function viewOfEvent({
  at,
  linkId,
  event,
  by,
  through,
  user,
  condition,
  name,
}: InviteEvent): Static<typeof linkEvent> {
  return {
    at: isoText(at),
    linkId,
    event,
    by: personOf(by),
    ...(through !== undefined && { through: personOf(through) }),
    ...(user !== '' && { user: personOf(user) }),
    ...(name !== undefined && { name }),
    ...(condition !== '' && { condition }),
  }
}

export function viewOfPendingRequest(user: string, request: RegistrationRequest): Static<typeof pendingRequest> {
  const { at, via: linkId, nick, answers } = request
  return { user: personOf(user), since: isoText(at), linkId: linkId === '' ? null : linkId, nick, answers }
}

export function personOf(jid: string): Static<typeof person> {
  return { userId: userIdOf(jid), jid }
}
