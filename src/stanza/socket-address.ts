const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

/** Whether this is the URL of a WebSocket to which a password may go: encrypted, or on this machine. */
export function isSocketAddress(text: string): boolean {
  if (!URL.canParse(text) || /\s/.test(text)) return false
  const { protocol, hostname, username, password, hash } = new URL(text)
  if (username !== '' || password !== '' || hash !== '') return false
  return protocol === 'wss:' || (protocol === 'ws:' && LOOPBACK.test(hostname))
}
