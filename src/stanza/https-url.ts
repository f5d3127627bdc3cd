import { LOOPBACK } from './socket-address.js'

/**
 * Whether a text is a URL of https without a user, a password or a fragment. `mayQuery`: it may have a query. `mayBeLocal`: or
 * one of http on this machine.
 */
export function isHttpsUrl(
  text: string,
  { mayQuery, mayBeLocal }: { mayQuery: boolean; mayBeLocal: boolean },
): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false
  const { protocol, hostname, username, password, href } = new URL(text)
  const isSafe = protocol === 'https:' || (mayBeLocal && protocol === 'http:' && LOOPBACK.test(hostname))
  return isSafe && username === '' && password === '' && !(mayQuery ? /#/ : /[?#]/).test(href)
}
