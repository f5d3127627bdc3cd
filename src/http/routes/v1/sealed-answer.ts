import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'

const ALGORITHM = 'aes-256-gcm'
const SALT_BYTES = 16
const TAG_BYTES = 16
/** Each salt makes a key that encrypts once, so the nonce need not differ. */
const NONCE = Buffer.alloc(12)

/**
 * Encrypts the answer to a request with this Idempotency-Key: an answer may hold a token, of which the database holds
 * nothing that signs in. `salt`: 32 hexadecimal digits that are never used again.
 */
export function sealAnswer(text: string, { key, salt }: { key: string; salt: string }): Uint8Array {
  const salted = Buffer.from(salt, 'hex')
  const cipher = createCipheriv(ALGORITHM, cipherKey(key, salted), NONCE)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([salted, cipher.getAuthTag(), sealed])
}

/** The answer that `sealAnswer` has encrypted with the same key. */
export function openAnswer(sealed: Uint8Array, key: string): string {
  const bytes = Buffer.from(sealed)
  const [salt, rest] = [bytes.subarray(0, SALT_BYTES), bytes.subarray(SALT_BYTES)]
  const decipher = createDecipheriv(ALGORITHM, cipherKey(key, salt), NONCE)
  decipher.setAuthTag(rest.subarray(0, TAG_BYTES))
  return decipher.update(rest.subarray(TAG_BYTES)).toString('utf8') + decipher.final('utf8')
}

function cipherKey(key: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, 'latchstring kept answer', 32))
}
