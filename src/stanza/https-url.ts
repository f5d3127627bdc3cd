import { LOOPBACK } from './socket-address.js'

/**
 * Whether a text is a URL of https, or of http on this machine, without a user, a password or a fragment. `mayQuery`: it
 * may have a query.
 */
export function isHttpsUrl(text: string, { mayQuery }: { mayQuery: boolean }): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false
  const { protocol, hostname, username, password, href } = new URL(text)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))
  return isSafe && username === '' && password === '' && !(mayQuery ? /#/ : /[?#]/).test(href)
}
