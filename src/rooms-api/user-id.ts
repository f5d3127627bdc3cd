import { createHash } from 'node:crypto'

/**
 * The user id in the REST API: the first 24 hexadecimal digits of the SHA-256 of the prepared bare JID. Our own
 * decision, so that all processes of a service compute the same id.
 */
export function userIdOf(bareJid: string): string {
  return createHash('sha256').update(bareJid).digest('hex').slice(0, 24)
}
