import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { openSqliteStore, openStoreBeside } from '../../src/store/sqlite/store.js'
import { structureFaults } from '../../src/store/sqlite/structure.js'
import { fileFor, latchstring, serving } from '../main-process.js'

const HOLDER = fileURLToPath(new URL('holder.js', import.meta.url))

/** Creates and closes a database with a row in its outbox. Gives its path. */
async function written(t: Test): Promise<string> {
  const path = join(t.testdir(), 'rooms.sqlite')
  const store = openSqliteStore(path)
  await store.commit([{ kind: 'delivery', was: undefined, now: { id: '1', stanza: '<message/>' }, at: 1 }])
  await store.close()
  return path
}

/** The names and contents of all files in the folder of a database, except the lock. */
function filesOf(path: string): string[] {
  const folder = join(path, '..')
  return readdirSync(folder)
    .filter(name => !name.endsWith('.lock') && statSync(join(folder, name)).size > 0 && !name.endsWith('-shm'))
    .map(name => `${name}: ${readFileSync(join(folder, name)).toString('base64')}`)
}

t.test('a database in use by another process is refused until that process ends, also by SIGKILL', async t => {
  const path = await written(t)
  const child = spawn(process.execPath, [HOLDER, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  t.throws(() => openSqliteStore(path), /Another Latchstring runs on the database .*rooms\.sqlite.*Stop that one first/)
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  const store = openSqliteStore(path)
  t.match(await store.undelivered({ most: 10 }), [{ id: '1' }])
  await store.close()
})

t.test(
  'a database that root makes belongs to the owner of its folder, so that the user of the service can open it',
  { skip: process.getuid?.() !== 0 && 'only root can give files away' },
  async t => {
    const folder = t.testdir()
    const [user, group] = [12345, 12346]
    chownSync(folder, user, group)
    const store = openSqliteStore(join(folder, 'rooms.sqlite'))
    await store.commit([{ kind: 'delivery', was: undefined, now: { id: '1', stanza: '<message/>' }, at: 1 }])
    const files = readdirSync(folder).sort()
    t.same(files, ['rooms.sqlite', 'rooms.sqlite-shm', 'rooms.sqlite-wal', 'rooms.sqlite.lock'])
    for (const file of files) t.match(statSync(join(folder, file)), { uid: user, gid: group }, file)
    await store.close()
  },
)

t.test('a second service on the same database reports that and exits with 1', async t => {
  const { cwd } = await serving(t)
  writeFileSync(join(cwd, 'other.yaml'), fileFor(1, 30))
  const { err, code } = await latchstring(['start', '--config', 'other.yaml'], { cwd })
  t.match(err, /Another Latchstring runs on the database rooms\.sqlite/)
  t.equal(code, 1)
})

t.test('a database of a later version is refused and stays unchanged', async t => {
  const path = await written(t)
  const later = new Sqlite(path)
  later.pragma('user_version = 999')
  later.close()
  const before = filesOf(path)
  t.throws(() => openSqliteStore(path), /version 999.*newer Latchstring/)
  t.throws(() => openStoreBeside(path), /version 999.*newer Latchstring/)
  t.same(filesOf(path), before)
})

t.test('a command beside the service does not migrate a database', async t => {
  const path = await written(t)
  const earlier = new Sqlite(path)
  earlier.pragma('user_version = 5')
  earlier.close()
  t.throws(() => openStoreBeside(path), /has version 5.*start it first/)
  t.throws(() => openStoreBeside(`${path}-none`), /unable to open/)
})

t.test('a database of another program is refused and stays unchanged', async t => {
  const path = join(t.testdir(), 'other.sqlite')
  const other = new Sqlite(path)
  other.exec('create table bookmark (url text)')
  other.close()
  const before = filesOf(path)
  t.throws(() => openSqliteStore(path), /database of another program/)
  t.same(filesOf(path), before)
})

t.test('a damaged database is refused and stays unchanged; the message says what to do', async t => {
  const path = await written(t)
  truncateSync(path, statSync(path).size - 4096)
  const before = filesOf(path)
  t.throws(() => openSqliteStore(path), /rooms\.sqlite is damaged .*put a backup in the place/)
  t.same(filesOf(path), before)
  writeFileSync(path, 'this is not a database'.repeat(100))
  t.throws(() => openSqliteStore(path), /rooms\.sqlite is damaged .*not a database/)
})

t.test('the quick check finds an overwritten page; without a check the start continues', async t => {
  const path = await written(t)
  const bytes = readFileSync(path)
  writeFileSync(path, bytes.fill(0xff, 3 * 4096, 4 * 4096))
  t.throws(() => openSqliteStore(path), /is damaged/)
  t.throws(() => openSqliteStore(path, { checkAtStart: 'full' }), /is damaged/)
  await openSqliteStore(path, { checkAtStart: 'off' }).close()
})

t.test('the quick check of a very large database omits the tables that grow without limit', async t => {
  const path = await written(t)
  const bytes = readFileSync(path)
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  const roots = db.prepare<[string], number>('select rootpage from sqlite_schema where name = ?').pluck()
  const spoil = (table: string) => {
    const page = roots.get(table) ?? 0
    writeFileSync(`${path}-spoilt`, Buffer.from(bytes).fill(0xff, (page - 1) * 4096, page * 4096))
    const spoilt = new Sqlite(`${path}-spoilt`, { readonly: true })
    const found = [structureFaults(spoilt, 'quick').length > 0, structureFaults(spoilt, 'quick', 4096).length > 0]
    spoilt.close()
    return found
  }
  t.same(spoil('room'), [true, true])
  t.same(spoil('history'), [true, false])
})

t.test('files that do not belong together are refused before SQLite opens them', async t => {
  const path = await written(t)
  const held = openSqliteStore(path)
  await held.commit([{ kind: 'delivery', was: undefined, now: { id: '2', stanza: '<message/>' }, at: 1 }])
  const wal = readFileSync(`${path}-wal`)
  await held.close()
  const backup = new Sqlite(path)
  backup.pragma('journal_mode = delete')
  backup.close()
  writeFileSync(`${path}-wal`, wal)
  t.throws(() => openSqliteStore(path), /rooms\.sqlite-wal does not belong to the database/)
  copyFileSync(path, `${path}-kept`)
  truncateSync(path, 0)
  t.throws(() => openSqliteStore(path), /missing or empty, but .*-wal contains/)
  rmSync(`${path}-wal`)
  rmSync(path)
  t.throws(() => openSqliteStore(path), /rooms\.sqlite is gone: only .*\.lock is left/)
  copyFileSync(`${path}-kept`, path)
  const store = openSqliteStore(path)
  t.same((await store.undelivered({ most: 10 })).length, 2)
  await store.close()
})

t.test('other users cannot read the created files and folder', async t => {
  const folder = join(t.testdir(), 'made')
  const path = join(folder, 'rooms.sqlite')
  const store = openSqliteStore(path)
  t.teardown(() => store.close())
  for (const file of [folder, path, `${path}-wal`, `${path}-shm`, `${path}.lock`]) {
    t.equal(statSync(file).mode & 0o077, 0, file)
  }
})

t.test('the log says how long the check took, and whether other users may read the database', async t => {
  const path = await written(t)
  const lines: object[] = []
  const keep = (fields: object) => void lines.push(fields)
  chmodSync(path, 0o644)
  await openSqliteStore(path, { log: { info: keep, warn: keep, error: keep } }).close()
  t.match(lines, [{ event: 'database-checked', depth: 'quick', took: Number }, { event: 'database-open-to-others' }])
})
