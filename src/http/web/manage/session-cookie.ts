import { parseCookie, stringifySetCookie } from 'cookie'
import { SESSION_SECONDS } from '../../../web-sessions/begin.js'

const NAME = 'latchstring-manage'

/** The secret of the session in the header Cookie of a request; undefined without one. */
export function sessionSecretIn(header: string | undefined): string | undefined {
  const secret = header === undefined ? undefined : parseCookie(header)[NAME]
  return secret !== undefined && /^[0-9a-f]{32}$/.test(secret) ? secret : undefined
}

/**
 * The header Set-Cookie that begins a session. No script reads the cookie, no other site sends it, and no other path gets
 * it. `publicUrl`: without a slash at the end.
 */
export function sessionCookie(secret: string, publicUrl: string): string {
  return cookie(secret, { publicUrl, maxAge: SESSION_SECONDS })
}

/** The header Set-Cookie that removes the cookie. */
export function noSessionCookie(publicUrl: string): string {
  return cookie('', { publicUrl, maxAge: 0 })
}

function cookie(value: string, { publicUrl, maxAge }: { publicUrl: string; maxAge: number }): string {
  const { protocol, pathname } = new URL(`${publicUrl}/manage`)
  return stringifySetCookie({
    ...{ name: NAME, value, maxAge, path: pathname },
    ...{ httpOnly: true, sameSite: 'strict', secure: protocol === 'https:' },
  })
}
