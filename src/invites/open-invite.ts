import type { InviteTerms } from './invite-terms.js'

/** What a link is bound to: a room, or, for life, to the room that is a person's own at the time. */
export type RoomType = 'default' | 'personal_audio_room' | 'personal_video_room'

/** A link that lets people into a room: who has its id may join. */
export type OpenInvite = {
  /** UUIDv4 as 32 lower-case hexadecimal digits. A secret. */
  readonly id: string
  /** 24 hexadecimal digits by which it is spoken of. No secret, and it stays when the id is reset. */
  readonly linkId: string
  /**
   * The REST id of the room that it opens; empty where it is bound to none. It stays when the room is destroyed, and
   * opens no later room.
   */
  readonly roomId: string
  /** The bare JID of the person whose link it is, and from whom the invitations come. */
  readonly owner: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  readonly roomType: RoomType
  /** The one link of its owner to the room that binding gives again; others have been asked for one by one. */
  readonly isDefault: boolean
  /** How many people it has let in. */
  readonly uses: number
  readonly terms: InviteTerms
}

/** Reads an id as people send it: hyphens and capitals are accepted. Undefined where it cannot be one. */
export function parseOpenInviteId(text: string): string | undefined {
  const id = text.replaceAll('-', '').toLowerCase()
  return /^[0-9a-f]{32}$/.test(id) ? id : undefined
}

/** Whether its time is over. `at` is in milliseconds since 1970. */
export function isExpired({ terms }: OpenInvite, at: number): boolean {
  return terms.expiresAt > 0 && at >= terms.expiresAt
}

/** Whether its time is over, or it has let in all for whom it was. */
export function hasEnded(invite: OpenInvite, at: number): boolean {
  const { uses, terms } = invite
  return isExpired(invite, at) || (terms.maxUses > 0 && uses >= terms.maxUses)
}
