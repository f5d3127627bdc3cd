import type { ErrorName } from './error-kinds.js'
import type { RequestProblem } from './validation.js'

/** An error of the HTTP side itself: of the token, of the path. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly error: ErrorName
  /** What a wrong request is told; other errors have a text of their own. */
  readonly details: readonly RequestProblem[] | undefined
  /** In seconds: when to come again. */
  readonly retryAfter: number | undefined

  constructor(error: ErrorName, more: { details?: readonly RequestProblem[]; retryAfter?: number } = {}) {
    super(error)
    this.error = error
    this.details = more.details
    this.retryAfter = more.retryAfter
  }
}
