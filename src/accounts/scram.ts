import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { AccountsUnavailable } from './unavailable.js'

/** The SCRAM mechanisms (RFC 5802, RFC 7677) without channel binding and their hashes, strongest first. */
export const SCRAM_HASHES: ReadonlyMap<string, string> = new Map([
  ['SCRAM-SHA-512', 'sha512'],
  ['SCRAM-SHA-256', 'sha256'],
  ['SCRAM-SHA-1', 'sha1'],
])

/** Servers use about 10,000 iterations; 1,000,000 take half a second of CPU time. */
const MAX_ITERATIONS = 1_000_000
/** The gs2-header (RFC 5802 §7) for no channel binding and no authorisation identity, as text and in base64. */
const GS2_HEADER = 'n,,'
const GS2_HEADER_BASE64 = 'biws'

const deriveKey = promisify(pbkdf2)

/** One SCRAM exchange. Name and password must be prepared (SASLprep). The password itself never leaves this process. */
export class Scram {
  readonly #hash: string
  readonly #password: string
  readonly #nonce: string
  readonly #firstBare: string
  #serverSignature: Buffer | undefined

  /** `hash`: a name that node:crypto knows. `nonce`: printable ASCII without a comma, random where absent. */
  constructor(
    hash: string,
    { name, password, nonce = randomBytes(24).toString('base64') }: { name: string; password: string; nonce?: string },
  ) {
    this.#hash = hash
    this.#nonce = nonce
    this.#password = password
    this.#firstBare = `n=${name.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${this.#nonce}`
  }

  /** The client-first-message (RFC 5802 §7). */
  first(): string {
    return `${GS2_HEADER}${this.#firstBare}`
  }

  /** The client-final-message for a server-first-message. Rejects with AccountsUnavailable if that message is invalid. */
  async final(serverFirst: string): Promise<string> {
    const { nonce, salt, iterations } = readServerFirst(serverFirst)
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) {
      throw new AccountsUnavailable('the server sent a SCRAM nonce that does not begin with ours')
    }
    const length = createHash(this.#hash).digest().length
    // The asynchronous form does not block the event loop for these milliseconds.
    const salted = await deriveKey(this.#password, salt, iterations, length, this.#hash)
    const withoutProof = `c=${GS2_HEADER_BASE64},r=${nonce}`
    const authMessage = `${this.#firstBare},${serverFirst},${withoutProof}`
    const clientKey = this.#hmac(salted, 'Client Key')
    const clientSignature = this.#hmac(createHash(this.#hash).update(clientKey).digest(), authMessage)
    this.#serverSignature = this.#hmac(this.#hmac(salted, 'Server Key'), authMessage)
    const proof = clientKey.map((byte, i) => byte ^ (clientSignature[i] ?? 0))
    return `${withoutProof},p=${Buffer.from(proof).toString('base64')}`
  }

  /** Whether the server-final-message proves that the server knows the password (RFC 5802 §5). */
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
  if (nonce === undefined || salt === undefined || !(iterations >= 1 && iterations <= MAX_ITERATIONS)) {
    throw new AccountsUnavailable('the server sent an invalid SCRAM message')
  }
  return { nonce, salt: Buffer.from(salt, 'base64'), iterations }
}
