import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { RoomSearch, RoomsLookup } from '../src/muc/model/lookup.js'
import { openSqliteStore } from '../src/store/sqlite/store.js'
import type { Store } from '../src/store/store.js'
import { fillWithRooms } from './filled-database.js'

/*
 * The time of pages and searches among many public rooms with long descriptions, and how long each holds the event loop:
 * `npm run bench public-rooms -- [rooms]`.
 */

const ROOMS = Number(process.argv[2] ?? 100_000)
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
  const cpu = process.cpuUsage()
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
  const { user, system } = process.cpuUsage(cpu)
  const [middle = 0, worst = 0] = [times.sort((a, b) => a - b)[2], times.at(-1)]
  const columns = [
    ((user + system) / 5000).toFixed(1),
    middle.toFixed(1),
    worst.toFixed(1),
    (delay.max / 1e6).toFixed(1),
    String(found),
  ]
  console.log(name.padEnd(55), columns.map(column => column.padStart(9)).join(' '))
}

const folder = mkdtempSync(join(tmpdir(), 'public-rooms-'))
const path = join(folder, 'rooms.sqlite')
fillWithRooms(path, { rooms: ROOMS, domain: 'rooms.example.org', occupied: true })
const startedAt = performance.now()
const store = openSqliteStore(path)
console.log(`${ROOMS} rooms; opened in ${Math.round(performance.now() - startedAt)} ms`)
console.log(
  ''.padEnd(55),
  ['CPU', 'median', 'worst', 'held', 'found'].map(column => column.padStart(9)).join(' '),
  'ms',
)
for (const [name, rooms] of CASES) await measure(store, name, rooms)
await store.close()
rmSync(folder, { recursive: true })
