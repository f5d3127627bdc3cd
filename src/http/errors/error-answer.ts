import type { FastifyError } from 'fastify'
import { AccountsUnavailable } from '../../accounts/unavailable.js'
import { OwnsRooms } from '../../personal-facts/begin-erasure.js'
import { Refusal } from '../../rooms-api/refusal.js'
import { Overload, ReasonedRefusal, StanzaError, TooOften } from '../../stanza/error.js'
import { type ErrorBody, type ErrorName, errorBody, errorNameOf, isErrorName, kindOf } from './error-kinds.js'
import { KeptRefusal } from './kept-refusal.js'
import { RequestError } from './request-error.js'
import { ScopeLacking } from './token-refusal.js'
import { isFrameworkError, requestProblems } from './validation.js'

/** An entry of the list of errors, and the body that is sent for it. */
export type ErrorAnswer = { readonly name: ErrorName; readonly body: ErrorBody }

/**
 * The answer to whatever a request has thrown. `isUnloggedFault`: it was a fault, and the caller has to log it; the body
 * contains nothing else of it.
 */
export function answerTo(thrown: unknown): ErrorAnswer & { readonly isUnloggedFault: boolean } {
  const known = knownAnswer(thrown)
  return known ? { ...known, isUnloggedFault: false } : { ...answer('fault'), isUnloggedFault: true }
}

function answer(name: ErrorName, details?: string | object): ErrorAnswer {
  return { name, body: errorBody(name, details) }
}

function knownAnswer(thrown: unknown): ErrorAnswer | undefined {
  if (thrown instanceof RequestError) return answer(thrown.error, thrown.details)
  if (thrown instanceof AccountsUnavailable) return answer('accounts-unavailable')
  if (thrown instanceof KeptRefusal) return thrown.answer
  if (thrown instanceof Refusal) return refusalAnswer(thrown)
  if (thrown instanceof OwnsRooms) return ownsRoomsAnswer(thrown)
  if (thrown instanceof ReasonedRefusal || thrown instanceof ScopeLacking) return answer(nameOf(thrown), thrown.message)
  if (thrown instanceof TooOften) return answer('too-many-requests', thrown.message)
  if (thrown instanceof Overload) return answer('overload', thrown.message)
  if (thrown instanceof StanzaError) return stanzaErrorAnswer(thrown)
  return isFrameworkError(thrown) ? frameworkAnswer(thrown) : undefined
}

/** A condition that no act of the REST API meets is a fault. */
function stanzaErrorAnswer({ condition, message }: StanzaError): ErrorAnswer | undefined {
  const name = errorNameOf(condition)
  return name && answer(name, message)
}

function nameOf({ reason, condition }: StanzaError & { readonly reason: string }): ErrorName {
  return isErrorName(reason) ? reason : (errorNameOf(condition) ?? 'not-allowed')
}

/**
 * COMPAT: clients of the API family take 403620 and 403621 for a quota, and read its numbers from `errorDetailsData` or
 * `errorDetails`. A lock has the code of a quota, but no numbers.
 */
function refusalAnswer(refusal: Refusal): ErrorAnswer {
  const { reason, message } = refusal
  if (reason === 'locked') return answer(reason, { errorMsg: message })
  // Not a failure: the request is kept, and repeating it gets the same answer until a moderator decides.
  if (reason === 'waiting') return answer(reason, { errorMsg: message, status: 'pending' })
  const name = nameOf(refusal)
  const quota = quotaOf(name, refusal)
  if (!quota) return answer(name, message)
  if (reason === 'full') return answer(name, quota)
  const { errorMsg, ...errorDetailsData } = quota
  return { name, body: { ...errorBody(name, errorMsg), errorDetailsData } }
}

function ownsRoomsAnswer({ message, rooms }: OwnsRooms): ErrorAnswer {
  const name = 'owns-rooms'
  return { name, body: { ...errorBody(name, message), errorDetailsData: { rooms } } }
}

function quotaOf(name: ErrorName, { quota: size }: Refusal) {
  const { quota } = kindOf(name)
  if (!quota || !size) return undefined
  const { current: currentValue, most: maxValue } = size
  // COMPAT: the API family's text.
  const errorMsg =
    `Forecast a maximum quota reached for feature ${quota.feature}. ` +
    `Current value ${currentValue} / Max value ${maxValue} (unit number)`
  return { errorMsg, feature: quota.feature, maxValue, currentValue, unit: quota.unit }
}

function frameworkAnswer(error: FastifyError): ErrorAnswer | undefined {
  const { statusCode = 500 } = error
  switch (statusCode) {
    // 403: a path that leads out of the files of the page /docs.
    case 403:
    case 404:
      return answer('unknown-route')
    case 413:
      return answer('too-large')
    case 415:
      return answer('unsupported-media-type')
    default:
      return statusCode >= 400 && statusCode < 500 ? answer('bad-request', requestProblems(error)) : undefined
  }
}
