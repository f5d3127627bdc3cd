import { randomBytes, timingSafeEqual } from 'node:crypto'
import { parseBareJid } from '../stanza/jid.js'

/** How many names are remembered where every name is accepted; the oldest is forgotten then. */
const MOST_NAMES = 100_000

/** The accounts of the virtual host, by the local part of their address. */
export class Accounts {
  readonly #domain: string
  readonly #passwords: Map<string, string> | undefined
  /** Names that exist without a password: seen once where all are accepted, or anonymous. */
  readonly #seen = new Set<string>()

  /** `passwords`: undefined accepts every name and password. Throws where a name cannot be part of an address. */
  constructor(domain: string, passwords: ReadonlyMap<string, string> | undefined) {
    this.#domain = domain
    this.#passwords = passwords && new Map()
    for (const [name, password] of passwords ?? []) this.add(name, password)
  }

  /** Makes an account, or changes its password. Throws where the name cannot be part of an address. */
  add(name: string, password: string): void {
    const account = parseBareJid(`${name}@${this.#domain}`)
    if (!account) {
      throw new Error(`${JSON.stringify(name)} cannot be a user name: write the part before the @ of an address`)
    }
    if (this.#passwords) this.#passwords.set(account.local, password)
    else this.#remember(account.local)
  }

  /** Makes an account for whoever asks (XEP-0077), where the name is free. */
  register(name: string, password: string): 'made' | 'taken' | 'malformed' | 'too-many' {
    const account = parseBareJid(`${name}@${this.#domain}`)
    if (!account || password === '') return 'malformed'
    if (this.has(account.local)) return 'taken'
    if ((this.#passwords?.size ?? 0) >= MOST_NAMES) return 'too-many'
    this.add(name, password)
    return 'made'
  }

  /** Messages to this account are kept while it is offline. */
  has(local: string): boolean {
    return this.#seen.has(local) || (this.#passwords?.has(local) ?? false)
  }

  /** Whether the password is right. Where every name is accepted, the account exists from now on. */
  accepts(local: string, password: string): boolean {
    if (this.#passwords) return isSame(this.#passwords.get(local), password)
    this.#remember(local)
    return true
  }

  /** A new account that lasts until `forget` (XEP-0175). */
  addAnonymous(): string {
    const local = `anonymous-${randomBytes(8).toString('hex')}`
    this.#remember(local)
    return local
  }

  /** An anonymous account is gone with its session. */
  forget(local: string): void {
    this.#seen.delete(local)
  }

  #remember(local: string): void {
    this.#seen.delete(local)
    this.#seen.add(local)
    for (const oldest of this.#seen) {
      if (this.#seen.size <= MOST_NAMES) return
      this.#seen.delete(oldest)
    }
  }
}

function isSame(expected: string | undefined, given: string): boolean {
  if (expected === undefined) return false
  const [a, b] = [Buffer.from(expected), Buffer.from(given)]
  return a.length === b.length && timingSafeEqual(a, b)
}
