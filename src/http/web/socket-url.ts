/** The name of the WebSocket of guests below the public URL. */
export const SOCKET_NAME = 'xmpp-websocket'

/** The public address of the WebSocket (RFC 7395). `publicUrl`: without a slash at the end. */
export function socketUrl(publicUrl: string): string {
  return `${publicUrl.replace(/^http/, 'ws')}/${SOCKET_NAME}`
}
