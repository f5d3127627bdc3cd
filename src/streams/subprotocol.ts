import type { IncomingMessage } from 'node:http'

/** The subprotocol of XMPP over WebSocket (RFC 7395 §3.1). */
export const SUBPROTOCOL = 'xmpp'

/** Whether a WebSocket request offers the subprotocol of XMPP. */
export function offersXmpp({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const offered = headers['sec-websocket-protocol'] ?? ''
  return offered.split(',').some(name => name.trim() === SUBPROTOCOL)
}
