import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { storeContract } from './contract.js'

t.test('SQLite holds to the contract of a store', async t => {
  storeContract(t, async t => {
    const store = openSqliteStore(join(t.testdir(), 'rooms.sqlite'))
    t.teardown(() => store.close())
    return store
  })
})

t.test('a database that is closed and opened again has everything', async t => {
  const path = join(t.testdir(), 'a folder that is missing', 'rooms.sqlite')
  const first = openSqliteStore(path)
  await first.commit([{ kind: 'delivery', was: undefined, now: { id: '1', stanza: '<message/>' } }])
  await first.close()
  const second = openSqliteStore(path)
  t.teardown(() => second.close())
  t.same(await second.undelivered(), [{ id: '1', stanza: '<message/>' }])
})

t.test('a database of a later version is refused and left as it is', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const later = new Sqlite(path)
  later.pragma('user_version = 999')
  later.close()
  t.throws(() => openSqliteStore(path), { message: /version 999.*newer Latchstring/s })
})
