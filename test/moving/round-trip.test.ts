import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import t from 'tap'
import { recordSchemas } from '../../src/moving/record.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { openInMemory } from '../../src/store/sqlite/open.js'
import { tablesOf } from '../../src/store/sqlite/structure.js'
import { EXPORTED_TABLES } from '../../src/store/tables/moving/exported-tables.js'
import { ROOM } from '../store/earlier.js'
import { fullDatabase } from './full-database.js'
import { comparable, configIn, exported, foreign, foreignRoom, imports } from './moved.js'

const KILLED = fileURLToPath(new URL('killed.js', import.meta.url))

t.test('each table says what becomes of it in an export', async t => {
  const { db, close } = openInMemory()
  t.teardown(close)
  t.same(Object.keys(EXPORTED_TABLES).sort(), tablesOf(db).sort())
})

t.test('an export has all kinds of records, and those of each table that it says', async t => {
  const config = configIn(t.testdir())
  fullDatabase(config.store.sqlite.path)
  const kinds = new Set((await exported(config.store.sqlite.path)).map(({ kind }) => kind))
  t.same([...kinds].sort(), Object.keys(recordSchemas).sort())
  const named = Object.values(EXPORTED_TABLES).flatMap(of => ('not' in of ? [] : of))
  t.same([...new Set(['header', 'end', ...named])].sort(), [...kinds].sort())
})

t.test('a database with everything is the same after a move: key, ids, tokens and times', async t => {
  const [before, after] = [configIn(t.testdir({ a: {} })), configIn(join(t.testdirName, 'a'))]
  fullDatabase(before.store.sqlite.path)
  const records = await exported(before.store.sqlite.path)
  const report = await imports(after, records)
  t.same(report.notes, [])
  t.same(report.leftOut, 0)
  t.same(comparable(await exported(after.store.sqlite.path)), comparable(records))
  t.same(checkDatabase(after.store.sqlite.path).faults, [])
})

t.test('a move to another domain changes the addresses of rooms and guests, in messages too', async t => {
  const folder = t.testdir({ a: {} })
  const [before, after] = [configIn(folder), configIn(join(folder, 'a'), { xmpp: { domain: 'muc.example.org' } })]
  fullDatabase(before.store.sqlite.path)
  const report = await imports(after, await exported(before.store.sqlite.path))
  t.same(report.notes, [])
  const moved = JSON.stringify(comparable(await exported(after.store.sqlite.path)))
  t.notMatch(moved, /rooms\.localhost/)
  t.match(moved, /guest-0000000000000000@muc\.example\.org/)
  t.match(moved, /from=\\"verona@muc\.example\.org\/Romeo\\"/)
  t.same(checkDatabase(after.store.sqlite.path).faults, [])
})

t.test('the same records do nothing the second time, also if things have changed since', async t => {
  const [before, after] = [configIn(t.testdir({ a: {} })), configIn(join(t.testdirName, 'a'))]
  fullDatabase(before.store.sqlite.path)
  const records = await exported(before.store.sqlite.path)
  await imports(after, records)
  const db = new Sqlite(after.store.sqlite.path)
  db.exec("delete from affiliation where affiliation = 'member'; delete from history")
  db.close()
  const changed = comparable(await exported(after.store.sqlite.path))
  t.match(await imports(after, records), { wasComplete: true, notes: [] })
  t.same(comparable(await exported(after.store.sqlite.path)), changed)
})

t.test('a move of one room has its block and nothing of others', async t => {
  const config = configIn(t.testdir())
  fullDatabase(config.store.sqlite.path)
  const records = await exported(config.store.sqlite.path, { rooms: [ROOM] })
  t.equal(records[1]?.kind, 'room')
  t.equal(records.at(-2)?.kind, 'room-end')
  await t.rejects(exported(config.store.sqlite.path, { rooms: ['other@rooms.localhost'] }), /There is no room/)
})

t.test('a taking-in that is killed after each transaction is the same in the end as one that is not', async t => {
  const folder = t.testdir({ killed: {}, whole: {}, 'records.jsonl': '' })
  const file = join(folder, 'records.jsonl')
  const [killed, whole] = [configIn(join(folder, 'killed')), configIn(join(folder, 'whole'))]
  const room = (name: string) => {
    const messages = Array.from({ length: 700 }, (_, at) => ({ at: at + 1 }))
    const affiliations = ['juliet', 'paris'].map((user, n) => {
      return { kind: 'affiliation', room: name, user: `${user}@localhost`, affiliation: 'member', since: n }
    })
    return foreignRoom(name, messages, affiliations)
  }
  const domain = 'old.example'
  // A room that cannot be taken in is left out by each attempt.
  const bad = foreignRoom('rosaline@elsewhere.example', [{ at: 1 }])
  const ids = (name: string, n: number) => ({ ...Object(room(name)[0]), id: String(n).repeat(24), createdAt: 1 })
  const blocks = ['a', 'b', 'c'].flatMap((name, n) => {
    const jid = `${name}@${domain}`
    return [ids(jid, n + 1), ...room(jid).slice(1), ...bad]
  })
  const records = foreign(blocks, domain)
  writeFileSync(file, records.map(record => `${JSON.stringify(record)}\n`).join(''))
  const exits: unknown[] = []
  for (;;) {
    const child = spawn(process.execPath, [KILLED, join(folder, 'killed'), file], { stdio: 'inherit' })
    const [code, signal] = await once(child, 'exit')
    if (code === 0) break
    exits.push(signal)
    t.same(checkDatabase(killed.store.sqlite.path).faults, [])
  }
  t.ok(exits.length >= 5 && exits.every(signal => signal === 'SIGKILL'), `${exits.length} attempts were killed`)
  const report = await imports(whole, records)
  t.match(report.notes, [{ isLeftOut: true }, { isLeftOut: true }, { isLeftOut: true }])
  const result = comparable(await exported(killed.store.sqlite.path)).slice(1)
  t.same(result, comparable(await exported(whole.store.sqlite.path)).slice(1))
  t.equal(result.length > 2100, true)
})
