import type { Config } from '../config/config.js'
import { boundedResponse } from '../limits/bounded-response.js'
import { isLocked } from '../store/sqlite/lock.js'

/** What the service says of itself at its own port; `undefined` where it does not answer. */
export type ServiceState = {
  readonly isRunning: boolean
  readonly link: 'up' | 'down' | undefined
  readonly store: 'ok' | 'failing' | undefined
}

/** The longest time of the request, in milliseconds. */
const TIMEOUT = 3000

/**
 * Finds out whether the service of this configuration runs: by its health, or by the lock of its database. Nothing that
 * follows may connect as the component while it does: Prosody would end its connection, and ejabberd would give each of
 * the two a part of the stanzas.
 */
export async function serviceState(config: Config): Promise<ServiceState> {
  const said = await health(config.http).catch(() => undefined)
  return {
    isRunning: said !== undefined || holdsDatabase(config.store),
    ...{ link: undefined, store: undefined },
    ...said,
  }
}

/** The address at which the service itself listens, such as `http://127.0.0.1:8080`. */
export function ownAddress({ host, port }: Config['http']): string {
  const local = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${local.includes(':') ? `[${local}]` : local}:${port}`
}

async function health(http: Config['http']): Promise<Pick<ServiceState, 'link' | 'store'> | undefined> {
  const answer = await fetch(`${ownAddress(http)}/health/ready`, { signal: AbortSignal.timeout(TIMEOUT) })
  const { link, store }: Record<string, unknown> = Object(await (await boundedResponse(answer)).json())
  if ((link !== 'up' && link !== 'down') || (store !== 'ok' && store !== 'failing')) return undefined
  return { link, store }
}

/** A database of PostgreSQL says nothing of this machine. */
function holdsDatabase({ sqlite, postgres }: Config['store']): boolean {
  try {
    return postgres.url === '' && isLocked(sqlite.path)
  } catch {
    // The check of the files says that this user may not read it.
    return false
  }
}
