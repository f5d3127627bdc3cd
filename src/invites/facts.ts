import type { Fact } from '../muc/model/change.js'
import type { Question } from '../muc/model/lookup.js'
import type { User } from '../rooms-api/user.js'
import type { Admission, InviteLimits } from './invite-terms.js'
import type { InviteEvent, LinkHistoryLookup, LinkHistoryPage } from './link-history.js'
import type { OpenInvite } from './open-invite.js'
import type { OpenInvites } from './open-invites.js'

export type OpenInviteChange = Fact<'open-invite', OpenInvite>
/** One more entry of the history of a link. Memory holds none. */
export type InviteEventChange = { readonly kind: 'invite-event'; readonly was: undefined; readonly now: InviteEvent }
/** The entries from before a time are deleted, with the links that ended before it. Milliseconds since 1970. */
export type InviteExpiryChange = { readonly kind: 'invite-expiry'; readonly was: undefined; readonly now: number }

/** The facts of open invites, by kind. */
export type InviteChanges = {
  readonly 'open-invite': OpenInviteChange
  readonly 'invite-event': InviteEventChange
  readonly 'invite-expiry': InviteExpiryChange
}

/** What open invites ask the store. */
export type InviteQuestions = {
  /** The links of the person with this bare JID whose rooms exist; personal links that are bound to none are included. */
  readonly openInvitesOf: Question<string, readonly OpenInvite[]>
  /** The owner of the link with this id (in the form in which it is kept); undefined where there is none, or unknown. */
  readonly inviterBy: Question<string, User | undefined>
  readonly linkHistory: Question<LinkHistoryLookup, LinkHistoryPage>
  /** The bare JIDs of those who came in through the link with this `linkId`, each once. */
  readonly joinersOf: Question<string, readonly string[]>
}

/** What a room's configuration says of its links. */
export type LinkConfig = {
  /** How links let people in, where they do not say something stricter themselves. */
  readonly autoRegister: Admission
  /** How long a link lives by default, and at most, in seconds; 0 is for ever, or no limit. */
  readonly linkLifetime: number
  readonly maxLinkLifetime: number
  /** How many people a link lets in by default, and at most; 0 is no limit. */
  readonly linkUses: number
  readonly maxLinkUses: number
  /** How many links the room may have at once; 0 is no limit. */
  readonly maxLinks: number
  /** What a link shows of the room to everybody who has it. */
  readonly linkPreview: 'nothing' | 'name' | 'full'
}

export type InviteSettings = {
  /** Where people reach this service by HTTP, without a slash at the end. */
  readonly publicUrl: string
  /** How far the terms of links may go, whatever a room says. */
  readonly invites: InviteLimits
}

/** The links of the rooms in memory, and those that a batch uses. */
export type InviteState = { readonly openInvites: OpenInvites }
