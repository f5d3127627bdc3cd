import { statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { emptyRoom } from '../../src/muc/model/room.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { historyMessage } from '../history-message.js'
import { config, storeContract } from './contract.js'

const COUNT = 'select count(*) as kept, min(at) as first from history'

t.test('the SQLite store fulfils the contract of a store', async t => {
  storeContract(t, async t => {
    const store = openSqliteStore(join(t.testdir(), 'rooms.sqlite'))
    t.teardown(() => store.close())
    return store
  })
})

t.test('a reopened database has all rows', async t => {
  const path = join(t.testdir(), 'a folder that is missing', 'rooms.sqlite')
  const first = openSqliteStore(path)
  await first.commit([{ kind: 'delivery', was: undefined, now: { id: '1', stanza: '<message/>' }, at: 1 }])
  await first.close()
  const second = openSqliteStore(path)
  t.teardown(() => second.close())
  t.match(await second.undelivered({ most: 10 }), [{ id: '1', stanza: '<message/>' }])
})

t.test('a database of a later version is refused with advice', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const later = new Sqlite(path)
  later.pragma('user_version = 999')
  later.close()
  t.throws(() => openSqliteStore(path), { message: /version 999.*newer Latchstring/s })
})

t.test('a room keeps as many of its latest messages as the change says, and few more', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const store = openSqliteStore(path)
  t.teardown(() => store.close())
  const room = emptyRoom({
    jid: 'verona@rooms.localhost',
    id: '0'.repeat(24),
    creator: 'juliet@localhost',
    createdAt: 1,
    locked: false,
    archived: false,
    config,
  })
  await store.commit([{ kind: 'room', jid: room.record.jid, was: undefined, now: room }])
  const messages = Array.from({ length: 3000 }, (_, at) => historyMessage({ id: String(at), at }))
  await store.commit(messages.map(now => ({ kind: 'history', room: room.record.jid, was: undefined, now, kept: 1000 })))
  const db = new Sqlite(path)
  t.teardown(() => db.close())
  const { kept, first } = db.prepare<[], { kept: number; first: number }>(COUNT).get() ?? { kept: 0, first: 0 }
  t.ok(kept >= 1000 && kept < 1100, `${kept} are kept`)
  t.equal(first, 3000 - kept)
})

t.test('other users cannot read the database', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const store = openSqliteStore(path)
  t.teardown(() => store.close())
  for (const file of [path, `${path}-wal`, `${path}-shm`]) t.equal(statSync(file).mode & 0o077, 0, file)
})
