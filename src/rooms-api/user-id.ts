import { createHash } from 'node:crypto'

/**
 * The name of a user in the REST interface: 24 hexadecimal digits, the start of the SHA-256 of the prepared bare JID.
 * Our own decision: every process of a service finds the same one.
 */
export function userIdOf(bareJid: string): string {
  return createHash('sha256').update(bareJid).digest('hex').slice(0, 24)
}
