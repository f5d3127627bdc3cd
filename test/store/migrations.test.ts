import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { LATEST, versionOf } from '../../src/store/sqlite/migrate.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { tablesOf } from '../../src/store/sqlite/structure.js'
import { earlierDatabase, missingFrom, ROOM, tablesWithRows } from './earlier.js'

const MIGRATING = fileURLToPath(new URL('migrating.js', import.meta.url))
const WANTED = { jids: [ROOM], roomIds: [], openInviteIds: [], creators: [], at: 0 }

function versionIn(path: string): number {
  const db = new Sqlite(path, { readonly: true })
  const version = versionOf(db)
  db.close()
  return version
}

t.test('a database of every earlier version is migrated without losing a row', async t => {
  const folder = t.testdir()
  for (let version = 1; version <= LATEST; version++) {
    const path = join(folder, `${version}.sqlite`)
    const written = earlierDatabase(path, version)
    const store = openSqliteStore(path)
    const { rooms, openInvites } = await store.load(WANTED)
    t.match(rooms[0], {
      record: { jid: ROOM, config: { name: 'Verona' } },
      subject: { text: 'Love' },
      history: [{ id: 'm1', at: 7 }],
      nicks: new Map([['romeo@localhost/a', 'Romeo']]),
    })
    t.match(openInvites, [{ id: 'f'.repeat(32), owner: 'juliet@localhost' }])
    await store.close()
    t.same(missingFrom(path, written), [], `version ${version}`)
    t.same(checkDatabase(path).faults, [], `version ${version}`)
  }
})

t.test('the test above has rows for every table', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  earlierDatabase(path, LATEST)
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  t.same(new Set(tablesOf(db)), new Set([...tablesWithRows, 'installation', 'link_end']))
})

t.test('a process killed during a migration keeps the earlier migrations, and the next start continues', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const written = earlierDatabase(path, 1)
  for (let version = 2; version <= LATEST; version++) {
    const child = spawn(process.execPath, [MIGRATING, path, String(version)], { stdio: 'inherit' })
    t.same(await once(child, 'exit'), [null, 'SIGKILL'])
    t.equal(versionIn(path), version - 1)
  }
  await openSqliteStore(path).close()
  t.equal(versionIn(path), LATEST)
  t.same(missingFrom(path, written), [])
  t.same(checkDatabase(path).faults, [])
})

t.test('the log says before and after a migration of which versions it is, and nothing without one', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  earlierDatabase(path, LATEST - 1)
  const opened = async () => {
    const lines: object[] = []
    const keep = (fields: object) => void lines.push({ ...fields, version: versionIn(path) })
    await openSqliteStore(path, { log: { info: keep, warn: () => undefined, error: keep } }).close()
    return lines.slice(1)
  }
  const versions = { database: path, from: LATEST - 1, to: LATEST }
  t.match(await opened(), [
    { event: 'database-migrating', ...versions, version: LATEST - 1 },
    { event: 'database-migrated', ...versions, took: Number, version: LATEST },
  ])
  t.same(await opened(), [])
})

t.test('a process killed while it makes a new database leaves it empty, and the next start makes it', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const child = spawn(process.execPath, [MIGRATING, path, String(LATEST)], { stdio: 'inherit' })
  t.same(await once(child, 'exit'), [null, 'SIGKILL'])
  t.equal(versionIn(path), 0)
  await openSqliteStore(path).close()
  t.equal(versionIn(path), LATEST)
  t.same(checkDatabase(path).faults, [])
})
