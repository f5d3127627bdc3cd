import { domainOf } from '../stanza/jid.js'
import type { InviteTerms } from './invite-terms.js'

/** `default`: a link to one room. The others are personal links, which their owner binds to one room after another. */
export type RoomType = 'default' | 'personal_audio_room' | 'personal_video_room'

/** A link to a room: a person who has its id may join. */
export type OpenInvite = {
  /** UUIDv4 as 32 lower-case hexadecimal digits. A secret. */
  readonly id: string
  /** The public name, 24 hexadecimal digits. It opens nothing, and stays when the id is reset. */
  readonly linkId: string
  /** The REST id of the room that it opens; empty if it is unbound. It stays when the room is destroyed. */
  readonly roomId: string
  /** The bare JID of the owner, who is the sender of the invitations. */
  readonly owner: string
  /** In milliseconds since 1970. */
  readonly createdAt: number
  readonly roomType: RoomType
  /** Whether this is the member link of its owner, which `bind` returns again. */
  readonly isDefault: boolean
  readonly uses: number
  readonly terms: InviteTerms
}

export function isExpired({ terms }: OpenInvite, at: number): boolean {
  return terms.expiresAt > 0 && at >= terms.expiresAt
}

/** Whether the link has expired or is used up at this time, in milliseconds since 1970. */
export function hasEnded(invite: OpenInvite, at: number): boolean {
  const { uses, terms } = invite
  return isExpired(invite, at) || (terms.maxUses > 0 && uses >= terms.maxUses)
}

/** Whether the link is for users of the domain of this person (a bare JID). */
export function isForDomainOf({ terms }: OpenInvite, user: string): boolean {
  return terms.domains.length === 0 || terms.domains.includes(domainOf(user))
}
