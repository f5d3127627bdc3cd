import type { Question } from '../muc/model/lookup.js'

/** How long an answer is kept, in milliseconds: 24 hours. Our own decision. */
export const KEPT_FOR = 24 * 60 * 60 * 1000

/** The answer to a request with the header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header), for its repeats. */
export type KeptAnswer = {
  /** The SHA-256 of the user, the key and a service account: the key itself is not stored, since it opens `sealed`. */
  readonly id: string
  /** The bare JID of the caller: of the service account, if one acts for another user. */
  readonly caller: string
  /** The SHA-256 of what was requested. */
  readonly request: string
  /** In milliseconds since 1970. */
  readonly at: number
  /** The answer, encrypted. */
  readonly sealed: Uint8Array
}

/** A request with a key is answered, in place of an earlier one with the same id. Memory holds none. */
export type KeptAnswerChange = { readonly kind: 'kept-answer'; readonly was: undefined; readonly now: KeptAnswer }
/** Deletes the answers from before `now`, in milliseconds since 1970. */
export type KeptAnswerExpiryChange = {
  readonly kind: 'kept-answer-expiry'
  readonly was: undefined
  readonly now: number
}

/** The facts of kept answers, by kind. */
export type KeptAnswerChanges = {
  readonly 'kept-answer': KeptAnswerChange
  readonly 'kept-answer-expiry': KeptAnswerExpiryChange
}

/** The look-ups of kept answers in the store. */
export type KeptAnswerQuestions = {
  /** The one with this id, also if it has expired; undefined if there is none. */
  readonly keptAnswer: Question<string, KeptAnswer | undefined>
}
