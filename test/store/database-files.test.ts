import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { BusyRetry } from '../../src/store/sqlite/busy-retry.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store } from '../../src/store/store.js'

async function opened(t: Test): Promise<{ path: string; store: Store; put: (id: string) => Promise<void> }> {
  const path = join(t.testdir(), 'rooms.sqlite')
  const store = openSqliteStore(path)
  t.teardown(() => store.close())
  const put = (id: string) =>
    store.commit([{ kind: 'delivery', was: undefined, now: { id, stanza: '<message/>' }, at: 1 }])
  await put('first')
  return { path, store, put }
}

const idsIn = async (store: Store) => (await store.undelivered({ most: 10 })).map(({ id }) => id)

for (const suffix of ['', '-wal', '-shm', '.lock']) {
  t.test(`nothing is stored while rooms.sqlite${suffix} is missing, and commits succeed when it is back`, async t => {
    const { path, store, put } = await opened(t)
    const file = `${path}${suffix}`
    renameSync(file, `${path}-away`)
    await t.rejects(put('lost'), /was removed or replaced while Latchstring uses/)
    t.same(await idsIn(store), ['first'])
    renameSync(`${path}-away`, file)
    await put('second')
    t.same(await idsIn(store), ['first', 'second'])
  })
}

t.test('a replaced database file is detected', async t => {
  const { path, store, put } = await opened(t)
  copyFileSync(path, `${path}-copy`)
  rmSync(path)
  renameSync(`${path}-copy`, path)
  await t.rejects(put('lost'), /rooms\.sqlite was removed or replaced/)
  t.same(await idsIn(store), ['first'])
})

/** As if nothing had happened in the folder of the database for a long time. */
const settle = (path: string) => utimesSync(dirname(path), 1000, 1000)

t.test('a file that is missing, back, or replaced is noticed also in a folder without changes before', async t => {
  const { path, store, put } = await opened(t)
  settle(path)
  await put('second')
  await put('third')
  renameSync(`${path}-wal`, `${path}-away`)
  await t.rejects(put('lost'), /rooms\.sqlite-wal was removed or replaced/)
  settle(path)
  await t.rejects(put('lost'), /rooms\.sqlite-wal was removed or replaced/)
  renameSync(`${path}-away`, `${path}-wal`)
  settle(path)
  await put('fourth')
  copyFileSync(path, `${path}-copy`)
  settle(path)
  await put('fifth')
  renameSync(`${path}-copy`, path)
  await t.rejects(put('lost'), /rooms\.sqlite was removed or replaced/)
  t.same(await idsIn(store), ['first', 'second', 'third', 'fourth', 'fifth'])
})

t.test('nothing is stored while the whole folder is away, or another one is in its place', async t => {
  const { path, put } = await opened(t)
  const folder = dirname(path)
  settle(path)
  await put('second')
  renameSync(folder, `${folder}-away`)
  await t.rejects(put('lost'), /rooms\.sqlite was removed or replaced/)
  mkdirSync(folder)
  settle(path)
  await t.rejects(put('lost'), /rooms\.sqlite was removed or replaced/)
  rmSync(folder, { recursive: true })
  renameSync(`${folder}-away`, folder)
  await put('third')
})

t.test('a database behind a symbolic link is noticed to be removed, though the folder of the link stays', async t => {
  const folder = t.testdir({ real: {}, linked: {} })
  const [real, linked] = [join(folder, 'real', 'rooms.sqlite'), join(folder, 'linked', 'rooms.sqlite')]
  await openSqliteStore(real).close()
  symlinkSync(real, linked)
  const store = openSqliteStore(linked)
  t.teardown(() => store.close())
  settle(linked)
  await store.probe()
  rmSync(real)
  await t.rejects(store.probe(), /rooms\.sqlite was removed or replaced/)
})

t.test('a commit waits for the lock of another process without blocking the event loop', async t => {
  const { path, store, put } = await opened(t)
  const other = new Sqlite(path)
  t.teardown(() => other.close())
  other.exec('begin immediate')
  let isDone = false
  const second = put('second').then(() => {
    isDone = true
  })
  for (let turn = 0; turn < 10; turn++) await new Promise(resolve => setImmediate(resolve))
  t.notOk(isDone)
  other.exec('commit')
  await second
  t.same(await idsIn(store), ['first', 'second'])
})

t.test('a lock that stays for too long is a failure of the storage', async t => {
  const { path } = await opened(t)
  const [one, other] = [new Sqlite(path, { timeout: 0 }), new Sqlite(path)]
  t.teardown(() => [one.close(), other.close()])
  other.exec('begin immediate')
  const retry = new BusyRetry(30)
  await t.rejects(
    retry.run(() => one.exec('begin immediate')),
    /kept the database locked/,
  )
})

t.test('at a stop the time limit applies to current and later operations', async t => {
  const { path } = await opened(t)
  const [one, other] = [new Sqlite(path, { timeout: 0 }), new Sqlite(path)]
  t.teardown(() => [one.close(), other.close()])
  other.exec('begin immediate')
  const retry = new BusyRetry(1_000_000)
  const before = t.rejects(
    retry.run(() => one.exec('begin immediate')),
    /kept the database locked/,
  )
  retry.endWithin(0)
  const after = t.rejects(
    retry.run(() => one.exec('begin immediate')),
    /kept the database locked/,
  )
  await Promise.all([before, after])
})
