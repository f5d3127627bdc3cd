/** The host of a URL of this machine. */
export const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** A host name or an IP address. A URL may also have `*` or `;` in its host, which mean more in a policy for a page. */
const HOST = /^([a-z\d._-]+|\[[a-f\d:]+\])$/

/** Whether this is the URL of a WebSocket to which a password may go: encrypted, or on this machine. */
export function isSocketAddress(text: string): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (username !== '' || password !== '' || hash !== '' || !HOST.test(hostname)) return false
  return protocol === 'wss:' || (protocol === 'ws:' && LOOPBACK.test(hostname))
}
