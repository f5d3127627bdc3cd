import { createHash } from 'node:crypto'

/** The SHA-256 of a text in hexadecimal digits, as block lists name people and domains. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
