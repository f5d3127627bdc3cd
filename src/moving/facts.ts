import type { Question } from '../muc/model/lookup.js'

/** How far the taking-in of records has come. */
export type Intake = {
  /** The id in the header of the records. */
  readonly id: string
  /** How many records are taken in or left out, the header included: a later attempt goes on behind them. */
  readonly taken: number
  /** The installation has the secret key of the records, so that occupant ids and tokens stay valid. */
  readonly hasKey: boolean
  readonly isComplete: boolean
  /** The time of the first attempt, in milliseconds since 1970. */
  readonly at: number
}

/** By what a room came that was taken in. It is archived, so that nobody enters, until it is complete. */
export type RoomOrigin = {
  /** The bare JID. */
  readonly room: string
  /** The id of the `Intake`. */
  readonly intake: string
  /** Whether it is an archived room when it is complete. */
  readonly archived: boolean
  readonly isComplete: boolean
}

/** The facts of what is taken in, by kind. Memory holds none. */
export type MovingChanges = {
  readonly intake: { readonly kind: 'intake'; readonly was: Intake | undefined; readonly now: Intake }
  readonly 'room-origin': {
    readonly kind: 'room-origin'
    readonly was: RoomOrigin | undefined
    readonly now: RoomOrigin
  }
  /** The installation gets another secret key, 32 bytes as base64. Only a new one may. */
  readonly 'installation-key': { readonly kind: 'installation-key'; readonly was: undefined; readonly now: string }
}

export type MovingQuestions = {
  /** The taking-in with this id; undefined if there was none. */
  readonly intake: Question<string, Intake | undefined>
  /** The origins of those of these rooms (bare JIDs) that were taken in. */
  readonly origins: Question<readonly string[], readonly RoomOrigin[]>
  /** Which of these archive ids rooms have, as `room` (a bare JID) and `id`. */
  readonly storedIds: Question<readonly MessageName[], readonly MessageName[]>
  /** Which of these names are in use: ids and `linkId`s of links, guests (bare JIDs), ids of tokens and webhooks. */
  readonly takenNames: Question<readonly string[], readonly string[]>
  /** The personal links of these people (bare JIDs), by `personalLinkKey`. */
  readonly personalLinks: Question<readonly string[], readonly string[]>
  /** Whether the installation has no room, user, token and webhook yet. */
  readonly isNew: Question<true, boolean>
  /** Whether the secret key of the installation is this one, as base64. */
  readonly isKey: Question<string, boolean>
}

/** Names the one personal link of its type that a person (a bare JID) may have. */
export function personalLinkKey({ owner, roomType }: { owner: string; roomType: string }): string {
  return `${owner} ${roomType}`
}

export type MessageName = { readonly room: string; readonly id: string }
