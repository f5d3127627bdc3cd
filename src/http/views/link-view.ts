import { type Static, Type } from '@sinclair/typebox'
import { linkState } from '../../invites/links.js'
import { INVITE_EVENTS, type InviteEvent } from '../../muc/invite-story.js'
import type { OpenInvite } from '../../muc/open-invite.js'
import type { RegistrationRequest, Room } from '../../muc/room.js'
import { joinUri } from '../../stanza/join-uri.js'
import { isoTime as isoText } from '../../stanza/time.js'
import { userIdOf } from '../../user-id.js'
import { withModelName } from '../schema/model-name.js'
import { choice, hexId, isoTime } from '../schema/schemas.js'

/** A person as the plain API shows one. */
export const person = withModelName(
  'person',
  Type.Object({ userId: hexId, jid: Type.String({ description: 'The bare JID' }) }),
)

/** A link as the plain API shows it. Whoever sees it may use it. */
export const linkView = withModelName(
  'link',
  Type.Object({
    linkId: Type.String({ description: 'By which it is spoken of; no secret, and it stays when the link is reset' }),
    openInviteId: Type.String({ description: 'The secret: who has it may join' }),
    url: Type.String({ description: 'For people: the page behind the link' }),
    xmppUri: Type.String({ description: 'For XMPP clients: enter with the id as the password' }),
    roomId: hexId,
    roomJid: Type.String(),
    owner: person,
    label: Type.String(),
    state: choice(['open', 'paused', 'expired', 'used-up']),
    createdAt: isoTime,
    expiresAt: Type.Union([isoTime, Type.Null()], { description: 'null: never' }),
    uses: Type.Integer({ description: 'How many people it has let in' }),
    maxUses: Type.Union([Type.Integer(), Type.Null()], { description: 'null: no limit' }),
    grants: choice(['visitor', 'member', 'moderator']),
    admission: choice(['unlock', 'unlock_ack', 'lock']),
    domains: Type.Array(Type.String(), { description: 'Whose users it is for; empty: for everybody' }),
    standing: Type.Boolean({ description: 'The one that binding gives again' }),
  }),
)

/** One entry in the story of a link; `user` is whom it concerns, where that is a person. */
export const linkEvent = withModelName(
  'linkStoryEntry',
  Type.Object({
    at: isoTime,
    linkId: Type.String(),
    event: choice(INVITE_EVENTS),
    by: person,
    user: Type.Optional(person),
    condition: Type.Optional(Type.String({ description: 'Why an invitation has bounced, in the words of RFC 6120' })),
  }),
)

/** Somebody who waits for an answer. */
export const pendingRequest = withModelName(
  'waitingPerson',
  Type.Object({
    user: person,
    since: isoTime,
    linkId: Type.Union([Type.String(), Type.Null()], { description: 'The link through which they came' }),
    nick: Type.String(),
    answers: Type.Record(Type.String(), Type.String(), { description: 'What they said of themselves, by field' }),
  }),
)

/** `at` is now, in milliseconds since 1970; `publicUrl` as in the settings of the service. */
export function viewOfLink(
  invite: OpenInvite,
  { record }: Room,
  shown: { at: number; publicUrl: string },
): Static<typeof linkView> {
  const { id, linkId, terms, owner } = invite
  return {
    linkId,
    openInviteId: id,
    url: `${shown.publicUrl}/${id}`,
    xmppUri: joinUri(record.jid, id),
    roomId: record.id,
    roomJid: record.jid,
    owner: personOf(owner),
    label: terms.label,
    state: linkState(invite, shown.at),
    createdAt: isoText(invite.createdAt),
    expiresAt: terms.expiresAt === 0 ? null : isoText(terms.expiresAt),
    uses: invite.uses,
    maxUses: terms.maxUses === 0 ? null : terms.maxUses,
    grants: terms.grants,
    admission: terms.admission,
    domains: [...terms.domains],
    standing: invite.isStanding,
  }
}

export function viewOfEvent({ at, linkId, event, by, user, condition }: InviteEvent): Static<typeof linkEvent> {
  return {
    at: isoText(at),
    linkId,
    event,
    by: personOf(by),
    ...(user !== '' && { user: personOf(user) }),
    ...(condition !== '' && { condition }),
  }
}

export function viewOfPendingRequest(user: string, request: RegistrationRequest): Static<typeof pendingRequest> {
  const { at, linkId, nick, answers } = request
  return { user: personOf(user), since: isoText(at), linkId: linkId === '' ? null : linkId, nick, answers }
}

export function personOf(jid: string): Static<typeof person> {
  return { userId: userIdOf(jid), jid }
}
