import type { Context } from '../muc/context.js'
import type { Affiliation } from '../muc/model/affiliation.js'
import type { Room } from '../muc/model/room.js'
import { Refusal } from '../rooms-api/refusal.js'
import type { OpenInvite } from './open-invite.js'
import { managesAs, mayManageLink, mayRevokeLink } from './rights.js'

/** A link of the owner whom a look-up names, as the store has it. */
export type OwnLink = {
  readonly invite: OpenInvite
  /** The bare JID of its room; empty if it is bound to none. */
  readonly room: string
  /** The stored affiliation of the owner in that room. */
  readonly affiliation: Affiliation
}

/** A page of the links that an owner (a bare JID) may manage. The store counts by the rights that `managesAs` gives. */
export type OwnLinksLookup = {
  readonly owner: string
  /** Whether the owner is an admin of the service, who counts as an owner of each room. */
  readonly isAdmin: boolean
  /** Whether to give only links to rooms, and no personal link that is bound to none. */
  readonly isBound: boolean
  /** Whether to give also links that make moderators. */
  readonly withModerators: boolean
  readonly isNewestFirst: boolean
  readonly offset: number
  readonly limit: number
  /** The links behind this place only: the time of a link, in milliseconds since 1970, and its `linkId`. */
  readonly after?: { readonly at: number; readonly key: string } | undefined
}

/** The links of a page, and the number of all; 0 behind a place, where nothing is counted. */
export type OwnLinksPage = { readonly links: readonly OwnLink[]; readonly total: number }

/**
 * A link that its reader may manage: the one way to the id of a link. All that shows an id (answers, tables, tokens,
 * notifications) takes this type, and it cannot be made without the question whether the reader has the right.
 */
export class ManagedLink {
  readonly invite: OpenInvite

  private constructor(invite: OpenInvite) {
    this.invite = invite
  }

  /** For a reader (a bare JID) in the room of the link. Undefined if the reader may not manage the link. */
  static inRoom(room: Room, reader: string, invite: OpenInvite): ManagedLink | undefined {
    return mayManageLink(room, reader, invite) ? new ManagedLink(invite) : undefined
  }

  /** As a token: also for the moderators who are in the room now (`mayRevokeLink`). */
  static asToken(room: Room, reader: string, invite: OpenInvite): ManagedLink | undefined {
    return mayRevokeLink(room, reader, invite) ? new ManagedLink(invite) : undefined
  }

  /** For the owner of the link, by the affiliation in the store: the room need not be in memory. */
  static ofOwner({ settings }: Pick<Context, 'settings'>, { invite, affiliation }: OwnLink): ManagedLink | undefined {
    const own = settings.admins.has(invite.owner) ? 'owner' : affiliation
    return managesAs(own, invite.owner, invite) ? new ManagedLink(invite) : undefined
  }

  /** A personal link, for its owner. Undefined for other links. */
  static personal(invite: OpenInvite): ManagedLink | undefined {
    return managesAs('none', invite.owner, invite) ? new ManagedLink(invite) : undefined
  }

  /** The link after a change by its reader, which needed at least the right to manage it. */
  after(change: Partial<OpenInvite>): ManagedLink {
    return new ManagedLink({ ...this.invite, ...change })
  }
}

/** The link for a reader (a bare JID). Throws the same `unknown-link` if there is none and if it is not theirs to see. */
export function shownLink(
  room: Room,
  { reader, linkId, invite }: { reader: string; linkId: string; invite: OpenInvite | undefined },
): ManagedLink {
  const link = invite && ManagedLink.inRoom(room, reader, invite)
  if (link) return link
  throw new Refusal('unknown-link', `There is no link with the id ${linkId} that you may change.`)
}

/** A page of links, as far as they are the owner's to see, with the bare JIDs of their rooms (empty for none). */
export function ownLinks(
  { settings }: Pick<Context, 'settings'>,
  links: readonly OwnLink[] = [],
): { link: ManagedLink; room: string }[] {
  return links.flatMap(own => {
    const link = ManagedLink.ofOwner({ settings }, own)
    return link ? [{ link, room: own.room }] : []
  })
}
