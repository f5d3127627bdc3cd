import { randomBytes, timingSafeEqual } from 'node:crypto'
import { parseBareJid } from '../stanza/jid.js'

/** The most names that are kept if every name is accepted; beyond it, the oldest is dropped. */
const MOST_NAMES = 100_000

/** The accounts of the virtual host, by the local part of their address. */
export class Accounts {
  readonly #domain: string
  readonly #passwords: Map<string, string> | undefined
  /** Accounts without a password: names that signed in if every name is accepted, and anonymous accounts. */
  readonly #seen = new Set<string>()

  /** `passwords`: undefined accepts every name and password. Throws if a name cannot be part of an address. */
  constructor(domain: string, passwords: ReadonlyMap<string, string> | undefined) {
    this.#domain = domain
    this.#passwords = passwords && new Map()
    for (const [name, password] of passwords ?? []) this.add(name, password)
  }

  /** Creates an account, or changes its password. Throws if the name cannot be part of an address. */
  add(name: string, password: string): void {
    const account = parseBareJid(`${name}@${this.#domain}`)
    if (!account) {
      throw new Error(`${JSON.stringify(name)} cannot be a user name: write the part before the @ of an address`)
    }
    if (this.#passwords) this.#passwords.set(account.local, password)
    else this.#remember(account.local)
  }

  /** Creates an account for an unauthenticated client (XEP-0077), if the name is free. */
  register(name: string, password: string): 'made' | 'taken' | 'malformed' | 'too-many' {
    const account = parseBareJid(`${name}@${this.#domain}`)
    if (!account || password === '') return 'malformed'
    if (this.has(account.local)) return 'taken'
    if ((this.#passwords?.size ?? 0) >= MOST_NAMES) return 'too-many'
    this.add(name, password)
    return 'made'
  }

  /** Whether the account exists, so that messages to it are stored while it is offline. */
  has(local: string): boolean {
    return this.#seen.has(local) || (this.#passwords?.has(local) ?? false)
  }

  /** Whether the password is right. If every name is accepted, the account exists from now on. */
  accepts(local: string, password: string): boolean {
    if (this.#passwords) return isSame(this.#passwords.get(local), password)
    this.#remember(local)
    return true
  }

  /** Creates an anonymous account (XEP-0175) that exists until `forget`. Returns its local part. */
  addAnonymous(): string {
    const local = `anonymous-${randomBytes(8).toString('hex')}`
    this.#remember(local)
    return local
  }

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
