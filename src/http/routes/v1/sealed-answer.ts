import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'

const ALGORITHM = 'aes-256-gcm'
const SALT_BYTES = 16
const TAG_BYTES = 16
/** Each salt makes a key that encrypts once, so the nonce need not differ. */
const NONCE = Buffer.alloc(12)

/** In bytes; a shorter answer is not compressed. */
const WORTH_COMPRESSING = 1024
/** JSON begins with this, compressed content (RFC 1950) with another byte. */
const BRACE = 0x7b

/**
 * Compresses and encrypts the answer, a JSON object, to a request with this Idempotency-Key: an answer may hold a token, of
 * which the database holds nothing that signs in. `salt`: 32 hexadecimal digits that are never used again.
 */
export function sealAnswer(text: string, { key, salt }: { key: string; salt: string }): Uint8Array {
  const plain = Buffer.from(text)
  const salted = Buffer.from(salt, 'hex')
  const cipher = createCipheriv(ALGORITHM, cipherKey(key, salted), NONCE)
  const sealed = Buffer.concat([
    cipher.update(plain.length < WORTH_COMPRESSING ? plain : deflateSync(plain)),
    cipher.final(),
  ])
  return Buffer.concat([salted, cipher.getAuthTag(), sealed])
}

/** The answer that `sealAnswer` has encrypted with the same key. */
export function openAnswer(sealed: Uint8Array, key: string): string {
  const bytes = Buffer.from(sealed)
  const [salt, rest] = [bytes.subarray(0, SALT_BYTES), bytes.subarray(SALT_BYTES)]
  const decipher = createDecipheriv(ALGORITHM, cipherKey(key, salt), NONCE)
  decipher.setAuthTag(rest.subarray(0, TAG_BYTES))
  const plain = Buffer.concat([decipher.update(rest.subarray(TAG_BYTES)), decipher.final()])
  return (plain[0] === BRACE ? plain : inflateSync(plain)).toString('utf8')
}

function cipherKey(key: string, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, 'latchstring kept answer', 32))
}
