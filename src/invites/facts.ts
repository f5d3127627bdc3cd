import type { Fact } from '../muc/model/change.js'
import type { KeyInRoom, OverLookup, Question } from '../muc/model/lookup.js'
import type { User } from '../rooms-api/user.js'
import type { Admission, InviteLimits } from './invite-terms.js'
import type { InviteEvent, LinkHistoryLookup, LinkHistoryPage } from './link-history.js'
import type { OwnLink, OwnLinksLookup, OwnLinksPage } from './managed-link.js'
import type { OpenInvite } from './open-invite.js'
import type { OpenInvites } from './open-invites.js'

export type OpenInviteChange = Fact<'open-invite', OpenInvite>
/** A new entry of the link history. Memory holds none. */
export type InviteEventChange = { readonly kind: 'invite-event'; readonly was: undefined; readonly now: InviteEvent }
/** Deletes the entries before `now` and the links that ended before it; in milliseconds since 1970. */
export type InviteExpiryChange = { readonly kind: 'invite-expiry'; readonly was: undefined; readonly now: number }

/** The facts of open invites, by kind. */
export type InviteChanges = {
  readonly 'open-invite': OpenInviteChange
  readonly 'invite-event': InviteEventChange
  readonly 'invite-expiry': InviteExpiryChange
}

/** The look-ups of open invites in the store. */
export type InviteQuestions = {
  /** The links that an owner may manage: those to existing rooms, and unbound personal links. */
  readonly ownLinks: Question<OwnLinksLookup, OwnLinksPage>
  /** The link of an owner with this `linkId`; undefined if it is of another, or its room is destroyed. */
  readonly ownLink: Question<{ readonly owner: string; readonly linkId: string }, OwnLink | undefined>
  /** The standing links of an owner, oldest first: to all rooms, or to that with this REST id. */
  readonly standingLinks: Question<{ readonly owner: string; readonly roomId?: string | undefined }, readonly OwnLink[]>
  /** The personal links of the owner with this bare JID: one of each type at most. */
  readonly personalLinksOf: Question<string, readonly OwnLink[]>
  /** The bare JIDs of rooms to which the user with this bare JID has links, at most `most`, in no certain order. */
  readonly linkedRooms: Question<{ readonly user: string; readonly most: number }, readonly string[]>
  /** The owner of the open invite with this id (in stored form); undefined if the invite or its owner is unknown. */
  readonly inviterBy: Question<string, User | undefined>
  readonly linkHistory: Question<LinkHistoryLookup, LinkHistoryPage>
  /** The bare JIDs of the people who joined by the link with this `linkId`, each once. */
  readonly joinersOf: Question<string, readonly string[]>
  /** Any clearing that goes on. */
  readonly clearingLeft: Question<true, KeyInRoom | undefined>
  readonly vouchedOver: Question<OverLookup, readonly KeyInRoom[]>
}

/** The part of a room's configuration that is about its links. */
export type LinkConfig = {
  /** How links admit people, unless a link is stricter. */
  readonly autoRegister: Admission
  /** The default and the longest lifetime of a link, in seconds; 0 is no expiry, or no limit. */
  readonly linkLifetime: number
  readonly maxLinkLifetime: number
  /** The default and the largest number of uses of a link; 0 is no limit. */
  readonly linkUses: number
  readonly maxLinkUses: number
  readonly maxLinks: number
  /** What a link shows of the room before joining. */
  readonly linkPreview: 'nothing' | 'name' | 'full'
}

export type InviteSettings = {
  /** The public HTTP URL of this service, without a slash at the end. */
  readonly publicUrl: string
  /** The limits of all links, whatever the configuration of a room allows. */
  readonly invites: InviteLimits & {
    /** Whether the service invites the addresses that are entered on the page of a link. */
    readonly sendsInvitations: boolean
  }
}

export type InviteState = { readonly openInvites: OpenInvites }
