/** A link that lets people into a room: who has its id may join. */
export type OpenInvite = {
  /** UUIDv4 as 32 lower-case hexadecimal digits. A secret. */
  readonly id: string
  /** The REST id of the room that it opens. It stays when the room is destroyed, and opens no later room. */
  readonly roomId: string
  /** The bare JID of the moderator whose link it is, and from whom the invitations come. */
  readonly owner: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
}

/** Reads an id as people send it: hyphens and capitals are accepted. Undefined where it cannot be one. */
export function parseOpenInviteId(text: string): string | undefined {
  const id = text.replaceAll('-', '').toLowerCase()
  return /^[0-9a-f]{32}$/.test(id) ? id : undefined
}
