import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import Sqlite from 'better-sqlite3'
import type { RoomSearch, RoomsLookup } from '../src/muc/model/lookup.js'
import { addFunctions } from '../src/store/sqlite/migrate.js'
import { listedRoom } from '../src/store/sqlite/migrations/028-listed-room.js'
import { migrations } from '../src/store/sqlite/migrations/index.js'
import { openSqliteStore } from '../src/store/sqlite/store.js'
import type { Store } from '../src/store/store.js'

/*
 * The time of pages and searches among many public rooms with long descriptions, and how long each holds the event loop:
 * `node dist/bench/public-rooms.js [rooms]`.
 */

const ROOMS = Number(process.argv[2] ?? 100_000)
const ROOM = "insert into room (jid, id, creator, created_at, locked, archived, config) values (?, ?, '', 1, 0, 0, ?)"
const SESSION = `insert into occupant_session (room, session, nick, user, role, presence, spoken)
  values (?, ?, ?, ?, 'participant', '', 0)`
const SYLLABLES = 'ba de ko li mu na po ra se ti vo xa ya ze chi ther ing ment an on er st'.split(' ')

function text(seed: number, length: number): string {
  let [state, words] = [seed + 1, '']
  while (words.length < length) {
    state = (state * 48_271) % 2_147_483_647
    words += SYLLABLES[state % SYLLABLES.length] + (state % 3 === 0 ? ' ' : '')
  }
  return words
}

/** Writes a database of the last version that has no list of public rooms: opening it makes the list. */
function fill(path: string): void {
  const db = new Sqlite(path)
  addFunctions(db)
  db.pragma('journal_mode = wal')
  const earlier = migrations.slice(0, migrations.indexOf(listedRoom))
  for (const sql of earlier) db.exec(sql)
  db.pragma(`user_version = ${earlier.length}`)
  const [room, session] = [db.prepare(ROOM), db.prepare(SESSION)]
  db.transaction(() => {
    for (let n = 0; n < ROOMS; n++) {
      const jid = `${text(n, 5).trim().replaceAll(' ', '-')}${n}@rooms.example.org`
      const description = `${text(n * 7, 1100)}${n === 4711 ? 'needle' : ''}`
      room.run(jid, String(n), JSON.stringify({ name: `Room ${n}`, description, public: true, persistent: true }))
      for (let i = 0; n % 5 === 0 && i < (n % 7) + 1; i++)
        session.run(jid, `u${i}@example.org/a`, `u${i}`, `u${i}@example.org`)
    }
  })()
  db.close()
}

const ALL: RoomSearch = { words: [], inName: true, inDescription: true, inAddress: true, minOccupants: 0 }
const words = (text: string): RoomSearch => ({ ...ALL, words: text.split(' ') })
const CASES: readonly (readonly [string, RoomsLookup])[] = [
  ['page at the start', { page: { max: 100 }, order: 'address' }],
  ['page in the middle', { page: { max: 100, after: 'm' }, order: 'address' }],
  ['page at the end', { page: { max: 100, before: '' }, order: 'address' }],
  ['page by index', { page: { max: 100, index: Math.floor(ROOMS * 0.9) }, order: 'address' }],
  ['as much as an answer holds', { page: { max: 2000 }, order: 'address' }],
  ['page by users, at the end', { page: { max: 100, before: '' }, order: 'occupants', search: ALL }],
  ...(['address', 'occupants'] as const).flatMap(order =>
    ['a', 'q', 'e', 'needle', 'zzz', 'theranst', 'ingthermentan', 'ther ing ment ba ko mu'].flatMap(
      (q): [string, RoomsLookup][] => [
        [`search ${q}, by ${order}`, { page: { max: 100 }, order, search: words(q) }],
        [
          `search ${q}, with people, by ${order}`,
          { page: { max: 100 }, order, search: { ...words(q), minOccupants: 1 } },
        ],
      ],
    ),
  ),
]

async function measure(store: Store, name: string, rooms: RoomsLookup): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const times: number[] = []
  let found: unknown
  delay.enable()
  for (let n = 0; n < 5; n++) {
    const startedAt = performance.now()
    const answer = await store.lookUp({ rooms })
    times.push(performance.now() - startedAt)
    found = [answer.rooms?.rooms.length, answer.rooms?.count]
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  delay.disable()
  const [middle = 0, worst = 0] = [times.sort((a, b) => a - b)[2], times.at(-1)]
  const columns = [middle.toFixed(1), worst.toFixed(1), (delay.max / 1e6).toFixed(1), String(found)]
  console.log(name.padEnd(55), columns.map(column => column.padStart(9)).join(' '))
}

const folder = mkdtempSync(join(tmpdir(), 'public-rooms-'))
const path = join(folder, 'rooms.sqlite')
fill(path)
const startedAt = performance.now()
const store = openSqliteStore(path)
console.log(`${ROOMS} rooms; opened in ${Math.round(performance.now() - startedAt)} ms`)
console.log(''.padEnd(55), ['median', 'worst', 'held', 'found'].map(column => column.padStart(9)).join(' '), 'ms')
for (const [name, rooms] of CASES) await measure(store, name, rooms)
await store.close()
rmSync(folder, { recursive: true })
