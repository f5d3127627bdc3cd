import { copyFile, readFile, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import type { User } from '../../src/rooms-api/user.js'
import { userIdOf } from '../../src/rooms-api/user-id.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { type Chance, chance } from '../random/chance.js'
import { endOfLog, tearLog } from './torn-log.js'

const COMMITS = 60
const CUTS = 120

function userOf(n: number): User {
  const jid = `user${n}@localhost`
  return { id: userIdOf(jid), jid, profile: {} }
}

/** Copies a database that is in use; returns its path and the length of its log after each commit. */
async function torn(t: Test): Promise<{ path: string; lengths: readonly number[] }> {
  const directory = t.testdir()
  const [served, path] = [join(directory, 'served.sqlite'), join(directory, 'rooms.sqlite')]
  const store = openSqliteStore(served)
  const lengths: number[] = []
  for (let n = 0; n < COMMITS; n++) {
    await store.commit([{ kind: 'user', was: undefined, now: userOf(n) }])
    lengths.push((await stat(`${served}-wal`)).size)
  }
  for (const end of ['', '-wal']) await copyFile(`${served}${end}`, `${path}${end}`)
  await store.close()
  return { path, lengths }
}

function people(path: string): number {
  const db = new Sqlite(path)
  try {
    return db.prepare<[], number>('select count(*) from user').pluck().get() ?? 0
  } finally {
    db.close()
  }
}

/** Copies the database with its log cut at a random length; returns the number of commits that are whole. */
async function cutCopy(
  { path, lengths }: { path: string; lengths: readonly number[] },
  { draw, n }: { draw: Chance; n: number },
): Promise<{ copy: string; whole: number }> {
  const copy = `${path}.${n}`
  for (const end of ['', '-wal']) await copyFile(`${path}${end}`, `${copy}${end}`)
  const length = draw.below((lengths.at(-1) ?? 0) + 1)
  await truncate(`${copy}-wal`, length)
  return { copy, whole: lengths.filter(end => end <= length).length }
}

t.test('a log cut at a random length has the whole commits and no part of another', async t => {
  const made = await torn(t)
  const draw = chance(4)
  for (let n = 0; n < CUTS; n++) {
    const { copy, whole } = await cutCopy(made, { draw, n })
    await openSqliteStore(copy).close()
    t.same({ n, people: people(copy), faults: checkDatabase(copy).faults }, { n, people: whole, faults: [] })
  }
})

t.test('all commits survive, whatever bytes follow the last one in the log', async t => {
  const { path } = await torn(t)
  for (let seed = 0; seed < 20; seed++) {
    const copy = `${path}.${seed}`
    for (const end of ['', '-wal']) await copyFile(`${path}${end}`, `${copy}${end}`)
    await tearLog(`${copy}-wal`, chance(seed))
    await openSqliteStore(copy).close()
    t.same({ people: people(copy), faults: checkDatabase(copy).faults }, { people: COMMITS, faults: [] })
  }
})

t.test('a database file cut at any length is refused and not changed', async t => {
  const { path } = await torn(t)
  await openSqliteStore(path).close()
  const { size } = await stat(path)
  const draw = chance(9)
  for (let n = 0; n < 20; n++) {
    const copy = `${path}.${n}`
    await copyFile(path, copy)
    const length = 1 + draw.below(size - 1)
    await truncate(copy, length)
    t.throws(() => openSqliteStore(copy), /is damaged|is not a database|of another program/, `at ${length} of ${size}`)
    t.equal((await stat(copy)).size, length)
  }
})

t.test('endOfLog finds the end of the last commit, even before frames of an earlier round', async t => {
  const { path, lengths } = await torn(t)
  const db = new Sqlite(`${path}`)
  db.pragma('wal_checkpoint(restart)')
  db.exec(`insert into user (id, jid) values ('x', 'x@localhost')`)
  const log = await readFile(`${path}-wal`)
  t.equal(log.length, lengths.at(-1), 'the frames of the earlier round are still there')
  t.ok(endOfLog(log) < log.length && endOfLog(log) > 32)
  db.close()
  t.equal(endOfLog(Buffer.alloc(0)), 0, 'an empty log ends at 0')
})
