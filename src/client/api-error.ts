/** One problem of a request that is not valid: the parameter, and what it must be. */
type Problem = { readonly param: string; readonly msg: string }

/** The body of a refusal, as far as it is one of the API. */
type ErrorBody = {
  readonly errorDetailsCode?: number
  readonly errorDetails?: string | readonly Problem[] | { readonly errorMsg?: string }
  readonly errorMsg?: string
}

/** A refusal of the REST API, or of a proxy before it. The message has the status, the code and the text. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The HTTP status. */
  readonly status: number
  /** `errorDetailsCode`: distinguishes the errors of one status. Undefined if another program has answered. */
  readonly code: number | undefined
  /** What is wrong, for people. */
  readonly text: string
  /** The whole body: JSON, or a text. */
  readonly body: unknown
  /** Seconds after which the same request may succeed. */
  readonly retryAfter: number | undefined

  constructor({ status, headers }: Pick<Response, 'status' | 'headers'>, body: unknown) {
    const { errorDetailsCode: code, ...error } = errorOf(body)
    const text = textOf(error) ?? 'This is no answer of the API; check the URL and the proxy.'
    super(`${status}${code === undefined ? '' : ` (code ${code})`}: ${text}`)
    this.status = status
    this.code = code
    this.text = text
    this.body = body
    this.retryAfter = retryAfterOf(headers)
  }
}

/** The header Retry-After in seconds; undefined without it, or if it is a date, which this API never sends. */
export function retryAfterOf(headers: Headers): number | undefined {
  const value = headers.get('retry-after')
  return value !== null && /^\d{1,6}$/.test(value) ? Number(value) : undefined
}

/** The code of the API in the body of a refusal. */
export function codeOf(body: unknown): number | undefined {
  return errorOf(body).errorDetailsCode
}

function errorOf(body: unknown): ErrorBody {
  return typeof body === 'object' && body !== null ? body : {}
}

function textOf({ errorDetails: details, errorMsg }: ErrorBody): string | undefined {
  if (typeof details === 'string') return details || errorMsg
  if (Array.isArray(details)) return details.map(({ param, msg }: Problem) => `${param} ${msg}`).join('; ')
  return (typeof details === 'object' && 'errorMsg' in details ? details.errorMsg : undefined) ?? errorMsg
}
