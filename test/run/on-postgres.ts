import type { Config } from '../../src/config/config.js'
import { openPostgresStore } from '../../src/store/postgres/store.js'
import type { Store } from '../../src/store/store.js'
import { openStoresBy } from '../scenario/scene-store.js'
import { type Postgres, placeAt } from '../servers/postgres.js'

/** From now on the scenes of this process play on PostgreSQL: `npm test -- --postgres`. */
export async function playOnPostgres(server: Postgres): Promise<void> {
  const template = await server.database()
  await (await open(template, 'rooms.localhost')).close()
  /** The databases of scenes, by the paths that they would have in SQLite: a scene may start its service again. */
  const databases = new Map<string, string>()
  openStoresBy(async ({ store: { sqlite }, xmpp: { domain } }: Config) => {
    const known = databases.get(sqlite.path)
    if (known !== undefined) return open(known, domain)
    const url = await server.database({ copyOf: template })
    await server.administer(`update installation set domain = '${domain}'`, url)
    databases.set(sqlite.path, url)
    return open(url, domain)
  })
}

function open(url: string, domain: string): Promise<Store> {
  return openPostgresStore({ ...placeAt(url), domain })
}
