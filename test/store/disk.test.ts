import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { Writer } from '../../src/store/sqlite/writer.js'

const LIMITED = fileURLToPath(new URL('limited.js', import.meta.url))
const MEGABYTE = 2 ** 20

t.test('a commit that does not fit on the disk is refused and invisible; a later one that fits is stored', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  // 4 MiB: POSIX counts blocks of 512 bytes.
  const limited = ['-c', `ulimit -f 8192; exec "$0" "$@"`, process.execPath, LIMITED, path]
  const child = spawn('sh', limited, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [out] = await Promise.all([text(child.stdout), once(child, 'exit')])
  t.equal(out, 'short stored, seen: short\nlong refused, seen: short\nagain stored, seen: short again\n')
  const store = openSqliteStore(path)
  t.same(
    (await store.undelivered({ most: 100 })).map(({ id }) => id),
    ['short', 'again'],
  )
  await store.close()
  t.same(checkDatabase(path).faults, [])
})

t.test('after a disk failure, the refused transaction is overwritten in the log', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  await openSqliteStore(path).close()
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  const failure = new Sqlite.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC')
  const fails = () => {
    throw failure
  }
  const writer = new Writer(db, fails, { overwriteEvery: 1 })
  t.teardown(() => writer.close())
  const before = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
  await t.rejects(writer.commit([]), failure)
  while ((statSync(`${path}-wal`).size ?? 0) <= before) await new Promise(resolve => setImmediate(resolve))
  t.same(checkDatabase(path).faults, [])
})

t.test('the error about a read-only database names its path', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  await openSqliteStore(path).close()
  chmodSync(path, 0o400)
  chmodSync(`${path}.lock`, 0o666)
  const isRoot = process.geteuid?.() === 0
  const [nobody, root] = [65534, 0]
  // Root may write to every file.
  if (isRoot) process.seteuid?.(nobody)
  t.throws(() => openSqliteStore(path), /(permission denied|cannot be opened).*rooms\.sqlite|rooms\.sqlite.* cannot be/)
  if (isRoot) process.seteuid?.(root)
})

t.test('the write-ahead log stays short, also after a long reader has prevented checkpoints', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const store = openSqliteStore(path)
  t.teardown(() => store.close())
  let id = 0
  const put = (length: number) => {
    const now = { id: String(id++), stanza: `<message to="a@b">${'x'.repeat(length)}</message>` }
    return store.commit([{ kind: 'delivery', was: undefined, now, at: 1 }])
  }
  const sizeOf = () => statSync(`${path}-wal`).size
  for (let n = 0; n < 20; n++) await put(MEGABYTE)
  t.ok(sizeOf() < 8 * MEGABYTE, `${sizeOf()} bytes`)
  const reader = new Sqlite(path, { readonly: true })
  t.teardown(() => reader.close())
  reader.exec('begin')
  reader.prepare('select count(*) from outbox').get()
  for (let n = 0; n < 20; n++) await put(MEGABYTE)
  t.ok(sizeOf() > 18 * MEGABYTE, `${sizeOf()} bytes`)
  reader.exec('commit')
  for (let n = 0; n < 3; n++) await put(10)
  t.ok(sizeOf() <= 16 * MEGABYTE, `${sizeOf()} bytes`)
})
