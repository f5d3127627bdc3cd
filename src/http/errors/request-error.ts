import { type ErrorName, kindOf } from './error-kinds.js'
import type { RequestProblem } from './validation.js'

type Details = {
  /** `errorDetails`, for errors without a text of their own. */
  readonly details?: string | readonly RequestProblem[]
  /** Seconds until the client may try again. */
  readonly retryAfter?: number
}

/** An error that the HTTP side itself throws, such as a wrong token or path. `error` is its entry in the list. */
export class RequestError extends Error {
  override readonly name: string = 'RequestError'
  readonly error: ErrorName
  readonly details: string | readonly RequestProblem[] | undefined
  /** Seconds until the client may try again. */
  readonly retryAfter: number | undefined

  constructor(error: ErrorName, { details, retryAfter }: Details = {}) {
    super(kindOf(error).text ?? error)
    this.error = error
    this.details = details
    this.retryAfter = retryAfter
  }
}
