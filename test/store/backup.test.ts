import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { backUp } from '../../src/store/sqlite/backup.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store } from '../../src/store/store.js'

type Served = {
  readonly path: string
  readonly store: Store
  readonly to: string
  readonly put: (id: string) => Promise<void>
}

async function serving(t: Test): Promise<Served> {
  const path = join(t.testdir(), 'rooms.sqlite')
  const store = openSqliteStore(path)
  t.teardown(() => store.close())
  const put = (id: string) => {
    const stanza = `<message id="${id}" to="romeo@localhost"/>`
    return store.commit([{ kind: 'delivery', was: undefined, now: { id, stanza }, at: 1 }])
  }
  await put('first')
  return { path, store, put, to: join(dirname(path), 'backup.sqlite') }
}

const namesBeside = (path: string) => readdirSync(dirname(path)).filter(name => !name.startsWith('rooms.'))
const idsIn = async (store: Store) => (await store.undelivered({ most: 10_000 })).map(({ id }) => id)

t.test('a backup is one sound file, readable by its owner only, with all earlier commits', async t => {
  const { path, store, to, put } = await serving(t)
  const copied = backUp({ path, to, overwrite: false })
  const [bytes] = await Promise.all([copied, put('meanwhile')])
  t.equal(bytes, statSync(to).size)
  t.equal(statSync(to).mode & 0o777, 0o600)
  t.same(checkDatabase(to).faults, [])
  t.same(namesBeside(path), ['backup.sqlite'])
  const db = new Sqlite(to, { readonly: true })
  t.teardown(() => db.close())
  t.match(db.prepare('select id from outbox').all()[0], { id: 'first' })
  t.same(await idsIn(store), ['first', 'meanwhile'])
})

t.test('constant writes are not delayed by a backup and do not damage it', async t => {
  const { path, store, to, put } = await serving(t)
  await Promise.all(Array.from({ length: 300 }, (_, i) => put(`before ${i}`)))
  let copied = false
  const copying = backUp({ path, to, overwrite: false }).finally(() => {
    copied = true
  })
  for (let i = 0; !copied || i < 10; i++) {
    await put(`during ${i}`)
    await new Promise(resolve => setImmediate(resolve))
  }
  await copying
  t.same(checkDatabase(to).faults, [])
  t.ok((await idsIn(store)).length >= 311)
})

t.test('a backup checkpoints the log that it has held up, instead of the service', async t => {
  const { path, to, put } = await serving(t)
  const copying = backUp({ path, to, overwrite: false })
  const long = 'x'.repeat(2 ** 20)
  await Promise.all(Array.from({ length: 20 }, (_, i) => put(`${i} ${long}`)))
  await copying
  const alone = `${to}-alone`
  copyFileSync(path, alone)
  const db = new Sqlite(alone)
  t.teardown(() => db.close())
  t.equal(db.prepare('select count(*) from outbox').pluck().get(), 21)
})

t.test('a restored backup has the same waiting deliveries with the same ids', async t => {
  const { path, store, to, put } = await serving(t)
  await backUp({ path, to, overwrite: false })
  await put('lost')
  const key = await store.key()
  await store.close()
  rmSync(path)
  copyFileSync(to, path)
  const restored = openSqliteStore(path)
  t.teardown(() => restored.close())
  t.same(await idsIn(restored), ['first'])
  t.same(await restored.key(), key)
})

t.test('an existing file is kept unless overwriting is allowed', async t => {
  const { path, to } = await serving(t)
  writeFileSync(to, 'an earlier backup')
  await t.rejects(backUp({ path, to, overwrite: false }), /exists already.*--overwrite/)
  t.equal(readFileSync(to, 'utf8'), 'an earlier backup')
  await backUp({ path, to, overwrite: true })
  t.same(checkDatabase(to).faults, [])
})

t.test('a backup never replaces a file of the database', async t => {
  const { path } = await serving(t)
  const link = join(dirname(path), 'link.sqlite')
  symlinkSync(path, link)
  for (const to of [path, `${path}-wal`, `${path}-shm`, `${path}.lock`, link]) {
    await t.rejects(backUp({ path, to, overwrite: true }), /belongs to the database itself/)
  }
})

t.test('a failed backup leaves no file', async t => {
  const { path, to } = await serving(t)
  await t.rejects(backUp({ path: `${path}-none`, to, overwrite: false }), /no database at/)
  await t.rejects(backUp({ path, to: join(dirname(path), 'none', 'b'), overwrite: false }), /no folder/)
  const text = join(dirname(path), 'text')
  writeFileSync(text, 'this is not a database'.repeat(100))
  await t.rejects(backUp({ path: text, to, overwrite: false }), /not a database/)
  t.same(namesBeside(path), ['text'])
})

t.test('the copy of an unsound database is kept under another name and replaces no backup', async t => {
  const { path, to } = await serving(t)
  writeFileSync(to, 'a good backup')
  const db = new Sqlite(path)
  db.exec('delete from installation')
  db.close()
  const failure = await backUp({ path, to, overwrite: true }).catch((error: unknown) => error)
  t.match(failure, { name: 'UnsoundBackup', faults: [/key of the installation is missing/] })
  t.equal(readFileSync(to, 'utf8'), 'a good backup')
  t.ok(existsSync(`${to}.unsound`))
})
