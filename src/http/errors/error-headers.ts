import type { FastifySchema } from 'fastify'
import { TooOften } from '../../stanza/error.js'
import { type ErrorName, kindOf } from './error-kinds.js'
import { RequestError } from './request-error.js'
import { ScopeLacking } from './token-refusal.js'

/** Seconds after which a client may try again, for all answers with the status 503. */
export const UNAVAILABLE_SECONDS = 10

/** The headers of an error answer (RFC 6750 §3, RFC 9110 §10.2.3). `schema` is that of the route. */
export function headersFor(
  thrown: unknown,
  { name, schema }: { name: ErrorName; schema: FastifySchema | undefined },
): Record<string, string> {
  const { status } = kindOf(name)
  const challenge = challengeOf(thrown, { name, schema })
  const own = retryAfterOf(thrown)
  const retryAfter = own || (status === 503 ? UNAVAILABLE_SECONDS : undefined)
  return {
    ...(challenge !== undefined && { 'www-authenticate': challenge }),
    ...(retryAfter && { 'retry-after': String(retryAfter) }),
  }
}

function retryAfterOf(thrown: unknown): number | undefined {
  if (thrown instanceof TooOften) return thrown.seconds
  return thrown instanceof RequestError ? thrown.retryAfter : undefined
}

/** RFC 9110 §11.6.1: how the client has to authenticate. */
function challengeOf(
  thrown: unknown,
  { name, schema }: { name: ErrorName; schema: FastifySchema | undefined },
): string | undefined {
  const { status, challenge } = kindOf(name)
  const scope = thrown instanceof ScopeLacking ? `, scope="${thrown.scope}"` : ''
  if (challenge) return `Bearer error="${challenge}"${scope}`
  if (status !== 401) return undefined
  const isByPassword = schema?.security?.some(scheme => 'Basic' in scheme)
  return isByPassword ? 'Basic realm="Latchstring", charset="UTF-8"' : 'Bearer'
}
