import type { FastifySchema } from 'fastify'
import { COME_AGAIN } from '../auth/public-keys.js'
import type { ErrorBody } from './error-kinds.js'
import { RequestError } from './errors.js'
import { ScopeLacking, TokenExpired, TokenInvalid } from './token-refusal.js'

/** What an error answer says beside its body (RFC 6750 §3, RFC 9110 §10.2.3). `schema` is that of the route. */
export function headersFor(
  thrown: unknown,
  { body: { errorCode }, schema }: { body: ErrorBody; schema: FastifySchema | undefined },
): Record<string, string> {
  if (thrown instanceof ScopeLacking) {
    return { 'www-authenticate': `Bearer error="insufficient_scope", scope="${thrown.scope}"` }
  }
  if (thrown instanceof TokenExpired || thrown instanceof TokenInvalid) {
    return { 'www-authenticate': 'Bearer error="invalid_token"' }
  }
  const retryAfter = thrown instanceof RequestError ? thrown.retryAfter : undefined
  return {
    ...(errorCode === 401 && { 'www-authenticate': challengeOf(schema) }),
    ...(errorCode === 503 && { 'retry-after': String(COME_AGAIN) }),
    ...(retryAfter && { 'retry-after': String(retryAfter) }),
  }
}

/** RFC 9110 §11.6.1: how one can come better. */
function challengeOf(schema: FastifySchema | undefined): string {
  const isByPassword = schema?.security?.some(scheme => 'Basic' in scheme)
  return isByPassword ? 'Basic realm="Latchstring", charset="UTF-8"' : 'Bearer'
}
