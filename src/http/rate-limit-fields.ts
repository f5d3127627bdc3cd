import type { RateLimiter } from '../limits/rate-limiter.js'

/**
 * The header fields of a limit per minute (draft-ietf-httpapi-ratelimit-headers-11): `RateLimit-Policy` names it, `q`
 * requests in `w` seconds; `RateLimit` says that `r` are left now, and all of them after `t` seconds. None if there is
 * no limit.
 */
export function rateLimitFields(
  limiter: RateLimiter,
  { policy, name }: { policy: string; name: string },
): Record<string, string> {
  if (limiter.most === 0) return {}
  const { left, seconds } = limiter.standingOf(name)
  return {
    'ratelimit-policy': `"${policy}";q=${limiter.most};w=60`,
    ratelimit: `"${policy}";r=${left};t=${seconds}`,
  }
}
