import type { RoomContext } from '../muc/context.js'
import type { OpenInvite } from './open-invite.js'

/** A link to the room of the context, and the bare JID of the person who ends or changes it. */
export type ActOnLink = RoomContext & { readonly invite: OpenInvite; readonly by: string }

/** What other domains do with a link. */
export interface LinkHooks {
  /** Runs before a link stops opening the room: it is revoked or unbound. */
  onLinkClosing?(closing: ActOnLink): void
  /** Puts the people out of the room who came by the link and have no affiliation. Returns their number. */
  putOutGuests?(act: ActOnLink): number
}
