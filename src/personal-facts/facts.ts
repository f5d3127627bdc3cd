import type { OpenInvite } from '../invites/open-invite.js'
import type { Question } from '../muc/model/lookup.js'
import type { HistoryMessage } from '../muc/model/room.js'

/**
 * What the service keeps of people, in the order in which it is read and erased: what the rooms have first, and what the
 * erasing of it may add to (link history, versions of affiliations, events) behind that.
 */
export const FACT_KINDS = [
  'affiliation',
  'roomUserStatus',
  'occupant',
  'pendingRequest',
  'voiceRequest',
  'toldRequest',
  'vouchedFor',
  'hats',
  'guest',
  'approvedGuest',
  'createdRoom',
  'subject',
  'contact',
  'link',
  'clearing',
  'message',
  'linkHistoryOf',
  'linkHistoryBy',
  'gotInvitation',
  'sentInvitation',
  'token',
  'webSession',
  'webhook',
  'keptAnswer',
  'activitySubscription',
  'familyClient',
  'affiliationVersion',
  'createdTombstone',
  'knownTombstone',
  'eventOf',
  'eventBy',
  'profile',
  'ban',
  'removal',
  'deniedRequest',
  'guestBan',
] as const

export type FactKind = (typeof FACT_KINDS)[number]

/** From this kind on, erasing makes no facts of the kinds behind. */
export const FIRST_OF_TRACES: FactKind = 'linkHistoryOf'

/** One fact of a person. `key` names it among the facts of its kind and person. */
export type PersonalFact = {
  readonly kind: FactKind
  readonly key: string | number
  /** The values by name; those named `at`, `since`, `until` and `…At` are times in milliseconds since 1970. */
  readonly facts: Readonly<Record<string, string | number | null>>
  /** What erasing needs of a message and of a link beyond the facts. */
  readonly message?: HistoryMessage
  readonly invite?: OpenInvite
}

/** Behind the fact of this kind with this key; without a key, before the first one of the kind. */
export type Place = { readonly kind: FactKind; readonly key?: string | number | undefined }

/**
 * The facts of a person (a bare JID) behind a place, or from the first on: at most `most`, or fewer. At most `mostRows` rows
 * of each table that has no index of people are looked through.
 */
export type FactsLookup = {
  readonly user: string
  readonly after: Place | undefined
  readonly most: number
  readonly mostRows: number
}

/** A page of facts, and the place to read on from; undefined: there are no others. It may be empty and not the last. */
export type FactsPage = { readonly facts: readonly PersonalFact[]; readonly next: Place | undefined }

/** What becomes of the rooms that a person alone owns, and of the person's messages. */
export type ErasureTerms = {
  readonly rooms: 'keep' | 'destroy'
  readonly messages: 'keep' | 'tombstones'
}

/** The facts of a person (a bare JID) are being erased. */
export type Erasure = ErasureTerms & {
  readonly user: string
  /** The bare JID of the person who asked for it. */
  readonly by: string
  /** In milliseconds since 1970. Events from then on tell apps of the erasure, and stay. */
  readonly at: number
  /** Where it goes on; undefined: at the beginning. */
  readonly after: Place | undefined
}

/** An erasure begins, goes on or ends. Memory holds none. */
export type ErasureChange = {
  readonly kind: 'erasure'
  readonly was: Erasure | undefined
  readonly now: Erasure | undefined
}
/** Facts of a person that only the store has are erased. */
export type FactErasureChange = {
  readonly kind: 'fact-erasure'
  readonly was: undefined
  readonly now: { readonly user: string; readonly facts: readonly Pick<PersonalFact, 'kind' | 'key'>[] }
}

/** The facts about erasing, by kind. */
export type ErasureChanges = { readonly erasure: ErasureChange; readonly 'fact-erasure': FactErasureChange }

export type PersonalFactsQuestions = {
  readonly personalFacts: Question<FactsLookup, FactsPage>
  /** The erasure of the person with this bare JID, if it goes on. */
  readonly erasureOf: Question<string, Erasure | undefined>
  /** The first erasure whose person comes behind this bare JID. */
  readonly erasureAfter: Question<string, Erasure | undefined>
  /** At most `most` rooms (bare JIDs) that have the user as their only owner. */
  readonly ownedAlone: Question<{ readonly user: string; readonly most: number }, readonly string[]>
}
