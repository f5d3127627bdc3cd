import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { Patience } from '../../src/store/sqlite/patience.js'
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
  t.test(
    `nothing is stored while rooms.sqlite${suffix} is not in its place, and all is well when it is back`,
    async t => {
      const { path, store, put } = await opened(t)
      const file = `${path}${suffix}`
      renameSync(file, `${path}-away`)
      await t.rejects(put('lost'), /was removed or replaced while Latchstring runs/)
      t.same(await idsIn(store), ['first'])
      renameSync(`${path}-away`, file)
      await put('second')
      t.same(await idsIn(store), ['first', 'second'])
    },
  )
}

t.test('another file in the place of the database is not it', async t => {
  const { path, store, put } = await opened(t)
  copyFileSync(path, `${path}-copy`)
  rmSync(path)
  renameSync(`${path}-copy`, path)
  await t.rejects(put('lost'), /rooms\.sqlite was removed or replaced/)
  t.same(await idsIn(store), ['first'])
})

t.test('while another process writes, a commit waits and the event loop goes on', async t => {
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

t.test('a lock that does not go is a failure of the storage in the end', async t => {
  const { path } = await opened(t)
  const [one, other] = [new Sqlite(path, { timeout: 0 }), new Sqlite(path)]
  t.teardown(() => [one.close(), other.close()])
  other.exec('begin immediate')
  const patience = new Patience(30)
  await t.rejects(
    patience.with(() => one.exec('begin immediate')),
    /kept the database locked/,
  )
})

t.test('at the end of the service nothing waits for long, whatever began to wait before', async t => {
  const { path } = await opened(t)
  const [one, other] = [new Sqlite(path, { timeout: 0 }), new Sqlite(path)]
  t.teardown(() => [one.close(), other.close()])
  other.exec('begin immediate')
  const patience = new Patience(1_000_000)
  const before = t.rejects(
    patience.with(() => one.exec('begin immediate')),
    /kept the database locked/,
  )
  patience.endIn(0)
  const after = t.rejects(
    patience.with(() => one.exec('begin immediate')),
    /kept the database locked/,
  )
  await Promise.all([before, after])
})
