import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'

const PAGE = 4096
/** Bytes of the header of the write-ahead log, and of the header of each page in it. */
const WAL_HEADER = 32
const FRAME_HEADER = 24
const COMMITS = 30

/** A pseudorandom sequence that is the same in each run (mulberry32). */
function seeded(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

type Crashed = {
  /** The database and its log after a crash: half of the batches are in each. */
  readonly db: Buffer
  readonly wal: Buffer
  /** The length of the log at the acknowledgement of each batch; 0 for batches in the database. */
  readonly ends: readonly number[]
  /** The ids in a database with these files, or the error that refuses it. */
  found(db: Buffer, wal: Buffer): Promise<string[] | string>
}

/** Each batch writes a row with some text to the outbox, so that there are many pages. */
async function crashed(t: Test): Promise<Crashed> {
  const path = join(t.testdir(), 'rooms.sqlite')
  const ends: number[] = []
  let store = openSqliteStore(path)
  for (let n = 0; n < COMMITS; n++) {
    if (n === COMMITS / 2) {
      await store.close()
      store = openSqliteStore(path)
    }
    const now = { id: String(n), stanza: `<message id="${n}" to="a@b">${'x'.repeat((n * 977) % 9000)}</message>` }
    await store.commit([{ kind: 'delivery', was: undefined, now, at: 1 }])
    ends.push(n < COMMITS / 2 ? 0 : statSync(`${path}-wal`).size)
  }
  for (const file of ['', '-wal']) copyFileSync(`${path}${file}`, `${path}-kept${file}`)
  const [db, wal] = [readFileSync(`${path}-kept`), readFileSync(`${path}-kept-wal`)]
  await store.close()
  const found = async (db: Buffer, wal: Buffer) => {
    for (const file of ['-wal', '-shm']) rmSync(`${path}${file}`, { force: true })
    writeFileSync(path, db)
    writeFileSync(`${path}-wal`, wal)
    return idsIn(path)
  }
  return { db, wal, ends, found }
}

async function idsIn(path: string): Promise<string[] | string> {
  try {
    const store = openSqliteStore(path)
    const ids = (await store.undelivered({ most: 100 })).map(({ id }) => id)
    await store.close()
    return checkDatabase(path).faults.length === 0 ? ids : 'garbage was accepted'
  } catch (error) {
    return error instanceof Error ? error.message : 'not even an error'
  }
}

const idsUpTo = (count: number) => Array.from({ length: count }, (_, n) => String(n))

t.test('a truncated log loses exactly the batches after the cut', async t => {
  const { db, wal, ends, found } = await crashed(t)
  const random = seeded(1)
  for (let run = 0; run < 40; run++) {
    const cut = random(wal.length + 1)
    const whole = ends.filter(end => end <= cut).length
    t.same(await found(db, wal.subarray(0, cut)), idsUpTo(whole), `cut at ${cut} of ${wal.length}`)
  }
})

t.test('a log with a damaged page ends before the batch of that page', async t => {
  const { db, wal, ends, found } = await crashed(t)
  const random = seeded(2)
  for (let run = 0; run < 20; run++) {
    const at = WAL_HEADER + random(wal.length - WAL_HEADER)
    const torn = Buffer.from(wal)
    torn.writeUInt8((torn.readUInt8(at) + 1 + random(255)) % 256, at)
    const whole = ends.filter(end => end <= at).length
    t.same(await found(db, torn), idsUpTo(whole), `another byte at ${at}`)
  }
})

t.test('a truncated database is refused unless the log contains all missing pages', async t => {
  const { db, wal, found } = await crashed(t)
  const random = seeded(3)
  let refused = 0
  for (let run = 0; run < 30; run++) {
    const cut = random(db.length)
    const ids = await found(db.subarray(0, cut), wal)
    if (typeof ids === 'string') {
      refused++
      t.match(ids, /is damaged .*Nothing was changed|missing or empty/, `cut at ${cut} of ${db.length}`)
    } else t.same(ids, idsUpTo(COMMITS), `cut at ${cut} of ${db.length}`)
  }
  t.ok(refused > 0)
})

t.test('pages of the database that a crash left partly written are restored from the log', async t => {
  const { db, wal, found } = await crashed(t)
  const random = seeded(4)
  for (let run = 0; run < 20; run++) {
    const torn = Buffer.from(db)
    for (let at = WAL_HEADER; at < wal.length; at += FRAME_HEADER + PAGE) {
      const begin = (wal.readUInt32BE(at) - 1) * PAGE
      if (begin < torn.length) torn.fill(0xff, begin + random(PAGE), begin + PAGE)
    }
    t.same(await found(torn, wal), idsUpTo(COMMITS))
  }
})
