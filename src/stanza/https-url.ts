/**
 * Whether a text is a URL of https, or of http on this machine, without a user, a password or a fragment. `mayQuery`: it
 * may have a query.
 */
export function isHttpsUrl(text: string, { mayQuery }: { mayQuery: boolean }): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false
  const { protocol, hostname, username, password, href } = new URL(text)
  const isOfThisMachine = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isOfThisMachine)
  return isSafe && username === '' && password === '' && !(mayQuery ? /#/ : /[?#]/).test(href)
}
