import { createAccounts } from '../../src/accounts/accounts.js'
import { domainOf, localOf } from '../../src/stanza/jid.js'
import type { StageServer } from './stage.js'

/** The password of every account that a scene makes, unless the server names another one. */
const PASSWORD = 'secret'
/** Seconds for one registration on a slow machine. */
const LONGEST_REGISTRATION = 60

/** The accounts that this process has made or is making, by the secret of the server's component and their name. */
const accounts = new Map<string, Promise<void>>()
/** The latest registration at each server: they come one after another, since ejabberd leaves some of 100 unanswered. */
const latest = new Map<string, Promise<void>>()

/** The password with which the actors sign in at this server. */
export function passwordAt({ password = PASSWORD }: StageServer): string {
  return password
}

/**
 * Makes accounts with these names (XEP-0077) unless they exist, on a server where only accounts sign in. Does nothing on
 * a server that accepts every name. Rejects if the server refuses one of the names.
 */
export async function makeAccounts(server: StageServer, names: readonly string[]): Promise<void> {
  if (server.registers) for (const name of names) await accountOf(server, name)
}

/** Makes the account of this bare JID, unless it belongs to another domain than the server's. */
export async function makeAccountOf(server: StageServer, jid: string): Promise<void> {
  if (domainOf(jid) === server.domain && localOf(jid) !== '') await makeAccounts(server, [localOf(jid)])
}

function accountOf(server: StageServer, name: string): Promise<void> {
  const key = `${server.secret} ${name}`
  const known = accounts.get(key)
  if (known) return known
  const made = (latest.get(server.secret) ?? Promise.resolve()).then(() => register(server, name))
  accounts.set(key, made)
  latest.set(
    server.secret,
    made.catch(() => undefined),
  )
  return made
}

async function register(server: StageServer, name: string): Promise<void> {
  const { clientPort, domain } = server
  const service = `xmpp://127.0.0.1:${clientPort}`
  const reached = { service, domain, tls: 'auto', timeout: LONGEST_REGISTRATION } as const
  const { register } = createAccounts({ ...reached, connections: 1, onTrouble: () => undefined })
  const outcome = await register({ name, password: passwordAt(server) })
  if (outcome !== 'created' && outcome !== 'conflict') {
    throw new Error(`${server.name} makes no account for ${name}: ${JSON.stringify(outcome)}`)
  }
}
