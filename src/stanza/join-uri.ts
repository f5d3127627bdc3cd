/**
 * The URI by which a client enters a room, with a password if one is given (XEP-0045 §16.7.1, XEP-0147), escaped as in RFC
 * 5122. `room` is a bare JID. COMPAT: Gajim 1.7 opens a room only by exactly `?join`, and most clients drop the password.
 */
export function joinUri(room: string, password?: string): string {
  const at = room.lastIndexOf('@')
  const address = `${encoded(room.slice(0, at))}@${encoded(room.slice(at + 1))}`
  return `xmpp:${address}?join${password === undefined ? '' : `;password=${encoded(password)}`}`
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll("'", '%27')
}
