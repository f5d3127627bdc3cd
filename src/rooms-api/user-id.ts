import { hash } from 'node:crypto'

/**
 * The user id in the REST API: the first 24 hexadecimal digits of the SHA-256 of the prepared bare JID. Our own
 * decision, so that all processes of a service compute the same id.
 */
export function userIdOf(bareJid: string): string {
  return hash('sha256', bareJid).slice(0, 24)
}
