import type { RoomContext } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import type { OpenInvite } from './open-invite.js'

/** A link to the room of the context, and the bare JID of the person who ends or changes it. */
export type ActOnLink = RoomContext & { readonly invite: OpenInvite; readonly by: string }

/** What other domains do with a link. */
export interface LinkHooks {
  /** Runs before a link stops opening the room: it is revoked or unbound. */
  onLinkClosing?(closing: ActOnLink): void
  /**
   * The bare JIDs of the people without an affiliation who came by the link until this time, in milliseconds since 1970.
   * The link may have ended.
   */
  guestsBy?(room: Room, asked: { readonly linkId: string; readonly until: number }): readonly string[]
  /** Puts such people out of the room, in the name of `by`, a bare JID. */
  putOutGuests?(context: RoomContext, out: { readonly guests: readonly string[]; readonly by: string }): void
}
