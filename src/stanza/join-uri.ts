/**
 * The URI by which a client enters a room with a password (XEP-0045 §16.7.1, XEP-0147), escaped as in RFC 5122. `room`
 * is a bare JID.
 */
export function joinUri(room: string, password: string): string {
  const at = room.lastIndexOf('@')
  const address = `${encoded(room.slice(0, at))}@${encoded(room.slice(at + 1))}`
  return `xmpp:${address}?join;password=${encoded(password)}`
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27')
}
