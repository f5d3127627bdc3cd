declare module '../muc/model/room.js' {
  interface RoomMaps {
    /** By bare JID; only of users whose status does not follow from their affiliation. */
    readonly 'user-status': StoredUserStatus
  }
}

/**
 * The stored part of a user's status. A member, admin or owner without one has accepted. `invited`: a member who has
 * not entered yet. `unsubscribed` and `rejected`: left or declined by their own decision. `removed`: by a moderator;
 * the API shows it as `unsubscribed`, but a link does not admit a removed user to a locked room or without an approval.
 */
export type StoredUserStatus = {
  readonly status: 'invited' | 'unsubscribed' | 'rejected' | 'removed'
  /** In milliseconds since 1970. */
  readonly since: number
}

/** The stored status to set with an affiliation; without it the status follows from the affiliation. */
export type StatusSetting = { readonly status?: StoredUserStatus['status'] | undefined }
