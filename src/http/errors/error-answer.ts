import type { FastifyError } from 'fastify'
import { AccountsUnavailable } from '../../accounts/unavailable.js'
import { Refusal } from '../../invites/refusal.js'
import { type Condition, Overload, StanzaError } from '../../stanza/error.js'
import { TokenRefusal } from '../../tokens/refusal.js'
import { type ErrorBody, type ErrorName, errorBody } from './error-kinds.js'
import { RequestError } from './errors.js'
import { KeysUnreachable, ScopeLacking, TokenExpired, TokenInvalid } from './token-refusal.js'
import { isFrameworkError, requestProblems } from './validation.js'

/**
 * The answer to whatever a request has thrown, and whether that was a fault that nobody has told the log yet. Says
 * nothing of a fault but that there was one.
 */
export function answerTo(thrown: unknown): { body: ErrorBody; unheardFault: boolean } {
  const body = knownError(thrown)
  return body ? { body, unheardFault: false } : { body: errorBody('fault'), unheardFault: true }
}

function knownError(thrown: unknown): ErrorBody | undefined {
  if (thrown instanceof Refusal) return refusalBody(thrown)
  if (thrown instanceof RequestError) return errorBody(thrown.error, thrown.details)
  if (thrown instanceof AccountsUnavailable) return errorBody('accounts-unavailable')
  if (thrown instanceof TokenExpired) return errorBody('token-expired')
  if (thrown instanceof TokenRefusal) return errorBody(thrown.reason, thrown.message)
  if (thrown instanceof ScopeLacking) return errorBody('insufficient-scope', thrown.message)
  if (thrown instanceof KeysUnreachable) return errorBody('keys-unreachable')
  if (thrown instanceof TokenInvalid) return errorBody('unauthorized', `The token is not accepted: ${thrown.message}.`)
  // The service has logged what stands behind it; its text is made for the person.
  if (thrown instanceof StanzaError && thrown.condition === 'internal-server-error') {
    return { ...errorBody('fault'), errorDetails: thrown.message }
  }
  if (thrown instanceof Overload) return errorBody('overload', thrown.message)
  if (thrown instanceof StanzaError) return stanzaError(thrown)
  return isFrameworkError(thrown) ? frameworkError(thrown) : undefined
}

/** What the rooms refuse as they refuse it to XMPP clients. A condition that no act of the REST API meets is a fault. */
function stanzaError({ condition, message }: StanzaError): ErrorBody | undefined {
  const name = ERROR_OF[condition]
  return name && errorBody(name, message)
}

const ERROR_OF: { readonly [Name in Condition]?: ErrorName } = {
  'bad-request': 'bad-request',
  'not-acceptable': 'bad-request',
  conflict: 'conflict',
  forbidden: 'not-allowed',
  'not-allowed': 'not-allowed',
  'item-not-found': 'not-found',
  gone: 'not-found',
  'resource-constraint': 'no-place',
}

/** What the API calls the things of which there may not be more. */
const QUOTAS = {
  full: { feature: 'BUBBLE_PARTICIPANT_COUNT', unit: ' user' },
  'too-many-rooms': { feature: 'BUBBLE_COUNT', unit: ' room' },
} as const

/** What clients act on is an object. They take 403620 and 403621 for a quota, each with its numbers where the API has them. */
function refusalBody(refusal: Refusal): ErrorBody {
  const { reason, message } = refusal
  if (reason === 'locked') return errorBody(reason, { errorMsg: message })
  // Nothing has failed: the request waits, and asking again gets the same answer until it is decided.
  if (reason === 'waiting') return errorBody(reason, { errorMsg: message, status: 'pending' })
  const quota = quotaOf(refusal)
  if (!quota) return errorBody(reason, message)
  if (reason === 'full') return errorBody(reason, quota)
  const { errorMsg, ...errorDetailsData } = quota
  return { ...errorBody(reason, errorMsg), errorDetailsData }
}

function quotaOf({ reason, quota }: Refusal) {
  if ((reason !== 'full' && reason !== 'too-many-rooms') || !quota) return undefined
  const { current: currentValue, most: maxValue } = quota
  const { feature, unit } = QUOTAS[reason]
  const errorMsg =
    `Forecast a maximum quota reached for feature ${feature}. ` +
    `Current value ${currentValue} / Max value ${maxValue} (unit number)`
  return { errorMsg, feature, maxValue, currentValue, unit }
}

function frameworkError(error: FastifyError): ErrorBody | undefined {
  const { statusCode = 500 } = error
  switch (statusCode) {
    // The files of a page, asked for by a path that leads out of them.
    case 403:
    case 404:
      return errorBody('unknown-route')
    case 413:
      return errorBody('too-large')
    case 415:
      return errorBody('unsupported-media-type')
    default:
      return statusCode >= 400 && statusCode < 500 ? errorBody('bad-request', requestProblems(error)) : undefined
  }
}
