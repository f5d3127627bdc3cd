import { parseCookie, stringifySetCookie } from 'cookie'

/** The name of the cookie. Its path is that of one link, so that each link has a guest of its own. */
const NAME = 'guest'
/** In seconds: 30 days. */
const LONGEST = 30 * 24 * 60 * 60
/** The local part of the guest's address and the secret. */
const VALUE = /^(guest-[0-9a-f]{16})\.([0-9a-f]{32})$/

/** The bare JID of a guest, and the secret. */
export type GuestSecret = { readonly jid: string; readonly secret: string }

/** Reads the guest from the header Cookie; undefined if it has none. `domain`: of the service, whose guests they are. */
export function readGuestCookie(header: string | undefined, domain: string): GuestSecret | undefined {
  const [, local, secret] = VALUE.exec(parseCookie(header ?? '')[NAME] ?? '') ?? []
  return local !== undefined && secret !== undefined ? { jid: `${local}@${domain}`, secret } : undefined
}

/**
 * The header Set-Cookie that keeps a guest in the browser: for the pages below `path` alone, for no script and for no
 * request of another site. `lasts`: milliseconds, as long as the link does.
 */
export function guestCookie(
  { jid, secret }: GuestSecret,
  { path, lasts, isSecure }: { path: string; lasts: number; isSecure: boolean },
): string {
  const maxAge = Math.max(0, Math.min(LONGEST, Math.floor(lasts / 1000)))
  return setCookie(`${jid.slice(0, jid.indexOf('@'))}.${secret}`, { path, maxAge, isSecure })
}

/** The header Set-Cookie that makes the browser forget the guest. */
export function forgottenCookie(place: { path: string; isSecure: boolean }): string {
  return setCookie('', { ...place, maxAge: 0 })
}

function setCookie(
  value: string,
  { path, maxAge, isSecure }: { path: string; maxAge: number; isSecure: boolean },
): string {
  return stringifySetCookie({ name: NAME, value, path, maxAge, secure: isSecure, httpOnly: true, sameSite: 'strict' })
}
