import type { Config } from '../../src/config/config.js'
import { openPostgresStore } from '../../src/store/postgres/store.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store } from '../../src/store/store.js'
import { type Postgres, placeAt } from '../servers/postgres.js'

/** The PostgreSQL of the scenes of this process, and a database with tables of which each scene gets a copy. */
let given: { readonly server: Postgres; readonly template: string } | undefined
/** The databases of scenes, by the paths that they would have in SQLite: a scene may start its service again. */
const databases = new Map<string, string>()

/** From now on scenes play on PostgreSQL: `npm test -- --postgres`. */
export async function playOnPostgres(server: Postgres): Promise<void> {
  const template = await server.database()
  await (await open(template, 'rooms.localhost')).close()
  given = { server, template }
}

/** Opens the store of a scene: that of its configuration, or one in PostgreSQL. */
export async function openSceneStore({ store: { sqlite }, xmpp: { domain } }: Config): Promise<Store> {
  if (!given) return openSqliteStore(sqlite.path)
  const { server, template } = given
  const known = databases.get(sqlite.path)
  if (known !== undefined) return open(known, domain)
  const url = await server.database({ copyOf: template })
  await server.administer(`update installation set domain = '${domain}'`, url)
  databases.set(sqlite.path, url)
  return open(url, domain)
}

function open(url: string, domain: string): Promise<Store> {
  return openPostgresStore({ ...placeAt(url), domain })
}
