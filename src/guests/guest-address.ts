const PREFIX = 'guest-'
/** The local part of a guest's address: reserved at the domain of the service, so that no room and no user has it. */
const LOCAL = /^guest-[0-9a-f]{16}$/

/** Whether this bare or full JID is the address of a guest of the service with this domain. */
export function isGuestAddress(jid: string, domain: string): boolean {
  // Each address of each stanza is asked, and most are no guest's.
  if (!jid.startsWith(PREFIX)) return false
  const at = jid.indexOf('@')
  const slash = jid.indexOf('/')
  const bareEnd = slash < 0 ? jid.length : slash
  return jid.slice(at + 1, bareEnd) === domain && LOCAL.test(jid.slice(0, Math.max(0, at)))
}

/** The bare JID of a new guest. `id`: at least 16 random hexadecimal digits. */
export function guestAddress(id: string, domain: string): string {
  return `${PREFIX}${id.slice(0, 16)}@${domain}`
}
