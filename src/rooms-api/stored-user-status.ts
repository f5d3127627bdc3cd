declare module '../muc/model/room.js' {
  interface RoomMaps {
    /** Of people of whom there is more to say than an affiliation, by bare JID. */
    readonly 'user-status': StoredUserStatus
  }
}

/**
 * How somebody stands to the room beside their affiliation, in the words of the REST API. Who has none and is a member
 * or more has accepted. `invited`: a member who has not come yet. `unsubscribed` and `rejected`: no member any more, or
 * never, by their own decision. `removed`: by a moderator's, which the API calls `unsubscribed`, too; but no link lets
 * them into a locked room, or past the approval of a moderator.
 */
export type StoredUserStatus = {
  readonly status: 'invited' | 'unsubscribed' | 'rejected' | 'removed'
  /** Milliseconds since 1970. */
  readonly since: number
}

/** How a person is to stand to the room beside a new affiliation. Left out: as the affiliation says. */
export type StatusSetting = { readonly status?: StoredUserStatus['status'] | undefined }
