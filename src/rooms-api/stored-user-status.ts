declare module '../muc/model/room.js' {
  interface RoomMaps {
    /** By bare JID; only of users whose status does not follow from their affiliation. */
    readonly 'user-status': StoredUserStatus
  }
}

/**
 * The stored part of a user's status. A member, admin or owner without one has accepted. `invited`: a member who has
 * not entered yet. `unsubscribed` and `rejected`: left or declined by their own decision. The others were put out by a
 * moderator: for them the room does not exist, and no link admits them, until a moderator adds them. The API shows
 * `removed` as `unsubscribed`, `dismissed` as `rejected`, and `expelled` not at all.
 */
export type StoredUserStatus = {
  readonly status: 'invited' | 'unsubscribed' | 'rejected' | PutOut
  /** In milliseconds since 1970. */
  readonly since: number
}

/** How a moderator puts a user out of a room. */
export type PutOut = 'removed' | 'dismissed' | 'expelled'

/** The stored status to set with an affiliation; without it the status follows from the affiliation. */
export type StatusSetting = { readonly status?: StoredUserStatus['status'] | undefined }
