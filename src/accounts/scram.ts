import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { AccountsUnavailable } from './unavailable.js'

/** SCRAM (RFC 5802, RFC 7677) with these hashes, without channel binding: the best first. */
export const SCRAM_HASHES: ReadonlyMap<string, string> = new Map([
  ['SCRAM-SHA-512', 'sha512'],
  ['SCRAM-SHA-256', 'sha256'],
  ['SCRAM-SHA-1', 'sha1'],
])

/** Servers use some ten thousand; a million takes half a second of one core. */
const MOST_ITERATIONS = 1_000_000
/** gs2-header `n,,`: no channel binding, no other identity; and the same in base64. */
const GS2_HEADER = 'n,,'
const GS2_HEADER_BASE64 = 'biws'

const deriveKey = promisify(pbkdf2)

/** One sign-in by SCRAM. Name and password are prepared (saslprep). The password itself never leaves this process. */
export class Scram {
  readonly #hash: string
  readonly #password: string
  readonly #nonce: string
  readonly #firstBare: string
  #serverSignature: Buffer | undefined

  /** `nonce`: printable, without a comma; each sign-in has its own. */
  constructor(
    hash: string,
    { name, password, nonce = randomBytes(24).toString('base64') }: { name: string; password: string; nonce?: string },
  ) {
    this.#hash = hash
    this.#nonce = nonce
    this.#password = password
    this.#firstBare = `n=${name.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${this.#nonce}`
  }

  /** client-first-message. */
  first(): string {
    return `${GS2_HEADER}${this.#firstBare}`
  }

  /** client-final-message, for the server's first message. Rejects where that is none, or not an answer to ours. */
  async final(serverFirst: string): Promise<string> {
    const { nonce, salt, iterations } = readServerFirst(serverFirst)
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) {
      throw new AccountsUnavailable('the server answers somebody else (SCRAM nonce)')
    }
    const length = createHash(this.#hash).digest().length
    // Off the event loop: it takes milliseconds.
    const salted = await deriveKey(this.#password, salt, iterations, length, this.#hash)
    const withoutProof = `c=${GS2_HEADER_BASE64},r=${nonce}`
    const authMessage = `${this.#firstBare},${serverFirst},${withoutProof}`
    const clientKey = this.#hmac(salted, 'Client Key')
    const clientSignature = this.#hmac(createHash(this.#hash).update(clientKey).digest(), authMessage)
    this.#serverSignature = this.#hmac(this.#hmac(salted, 'Server Key'), authMessage)
    const proof = clientKey.map((byte, i) => byte ^ (clientSignature[i] ?? 0))
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`
  }

  /** Whether the server's final message proves that it knows the password: else anybody could say that it is right. */
  isProvenBy(serverFinal: string): boolean {
    const claimed = Buffer.from(/^v=([^,]+)/.exec(serverFinal)?.[1] ?? '', 'base64')
    const own = this.#serverSignature
    return own !== undefined && own.length === claimed.length && timingSafeEqual(own, claimed)
  }

  #hmac(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text).digest()
  }
}

function readServerFirst(message: string): { nonce: string; salt: Buffer; iterations: number } {
  const [, nonce, salt, count] = /^r=([^,]+),s=([^,]+),i=(\d{1,7})(?:,|$)/.exec(message) ?? []
  const iterations = Number(count)
  if (nonce === undefined || salt === undefined || !(iterations >= 1 && iterations <= MOST_ITERATIONS)) {
    throw new AccountsUnavailable('the server sends a SCRAM message that cannot be used')
  }
  return { nonce, salt: Buffer.from(salt, 'base64'), iterations }
}
