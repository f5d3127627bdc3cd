import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Sqlite from 'better-sqlite3'
import type { ArchiveLookup } from '../src/muc/model/archive-query.js'
import type { Lookup, RoomSearch } from '../src/muc/model/lookup.js'
import type { Store } from '../src/store/store.js'
import { fillWithRooms } from './filled-database.js'

/*
 * Measures lists in a large database, 100,000 public rooms and 1,000,000 messages of one archive by default: how long an
 * answer takes, and how long it holds the event loop at most. Compares the compiled folders that the arguments name.
 *
 *     npm run bench lists -- [ROOMS] [MESSAGES] [DIST...]
 */

const [rooms = '100000', messages = '1000000', ...folders] = process.argv.slice(2)
const [ROOMS, MESSAGES, LINKS] = [Number(rooms), Number(messages), 10_000]
/** From this message on, people speak by another client. */
const LATE = Math.floor(MESSAGES * 0.9)
const ROUNDS = 7
const DOMAIN = 'rooms.example.org'
const OWNER = 'u0@example.org'

/** The id of a message; its beginning is as random as that of others. */
const idOf = (n: number) => createHash('sha256').update(String(n)).digest('hex').slice(0, 32)

/** Gives the largest room an archive, and one person many links to it; the database is of an earlier version. */
function fill(path: string): string {
  fillWithRooms(path, { rooms: ROOMS, domain: DOMAIN, occupied: true })
  const db = new Sqlite(path)
  const room = db.prepare<[], { jid: string; id: string }>('select jid, id from room limit 1').get()
  if (!room) throw new Error('there are no rooms')
  const add = db.prepare(`insert into history (room, id, stanza, at, sender, nick, shown, archived)
    values (?, ?, ?, ?, ?, ?, 1, 1)`)
  const link = db.prepare(`insert into open_invite (id, link_id, room_id, owner, created_at, standing, terms)
    values (lower(hex(randomblob(16))), lower(hex(randomblob(12))), ?, '${OWNER}', ?, 0, ?)`)
  const terms = '{"label":"","maxUses":0,"grants":"member","admission":"unlock","paused":false,"domains":[]}'
  db.transaction(() => {
    db.prepare(`insert into affiliation (room, user, affiliation, reason, since) values (?, ?, 'owner', '', 1)`).run(
      room.jid,
      OWNER,
    )
    for (let n = 0; n < MESSAGES; n++) {
      const person = n % 2 === 0 ? 1 : n % 50
      const client = n < LATE ? 'a' : 'b'
      const stanza = `<message from="${room.jid}/u${person}" type="groupchat" id="m${n}"><body>${'x'.repeat(100)}</body></message>`
      add.run(room.jid, idOf(n), stanza, n, `u${person}@example.org/${client}`, `u${person}`)
    }
    for (let n = 0; n < LINKS; n++) link.run(room.id, n, terms)
  })()
  db.close()
  return room.jid
}

const SEARCH: RoomSearch = { words: ['needle'], inName: true, inDescription: true, inAddress: true, minOccupants: 0 }

function cases(room: string): readonly (readonly [string, Lookup])[] {
  const archive = (asked: Partial<ArchiveLookup>): Lookup => ({
    archive: { room, page: { max: 50 }, longest: 256 * 1024, ...asked },
  })
  const own = { owner: OWNER, isAdmin: false, isBound: true, withModerators: true, isNewestFirst: false, limit: 10 }
  // A folder of an earlier version answers the questions that it knows.
  const links = (offset: number) => ({ ownLinks: { ...own, offset }, openInvitesOf: OWNER })
  const middle = idOf(MESSAGES / 2)
  return [
    ['a page of public rooms', { rooms: { page: { max: 100 }, order: 'address' } }],
    ['a page of public rooms by people', { rooms: { page: { max: 100 }, order: 'occupants' } }],
    ['a search for one word', { rooms: { page: { max: 100 }, order: 'address', search: SEARCH } }],
    [
      'a search for a frequent word',
      { rooms: { page: { max: 100 }, order: 'address', search: { ...SEARCH, words: ['ther'] } } },
    ],
    ['the first page of the archive', archive({})],
    ['the last page of the archive', archive({ page: { max: 50, before: '' } })],
    ['the archive: the count alone', archive({ page: { max: 0 } })],
    ['the archive: by index', archive({ page: { max: 100, index: 10_000 } })],
    ['the archive: after the message in the middle', archive({ page: { max: 50, after: middle } })],
    ['the archive: before the message in the middle', archive({ page: { max: 50, before: middle } })],
    ['the archive: from a time', archive({ start: MESSAGES / 2 })],
    ['the archive: until a time, the last', archive({ end: MESSAGES / 2, page: { max: 50, before: '' } })],
    ['the archive: between two times', archive({ start: MESSAGES / 4, end: MESSAGES / 2 })],
    ['the archive: from a time, after a later message', archive({ start: 0, page: { max: 50, after: middle } })],
    [
      'the archive: until a time, before an earlier message',
      archive({ end: MESSAGES, page: { max: 50, before: middle } }),
    ],
    ['the archive: 100 ids', archive({ ids: Array.from({ length: 100 }, (_, n) => idOf(n * 1000)) })],
    ...[
      ['a nick that spoke half of it', { nick: 'u1' }] as const,
      ['a nick that spoke little of it', { nick: 'u7' }] as const,
      ['a nick that never spoke', { nick: 'nobody' }] as const,
      ['a person who spoke half of it', { user: 'u1@example.org' }] as const,
      ['a person who never spoke', { user: 'nobody@example.org' }] as const,
      ['a client that began late', { user: 'u1@example.org', session: 'u1@example.org/b' }] as const,
      ['a client that ended early', { user: 'u1@example.org', session: 'u1@example.org/a' }] as const,
      ['a client that never spoke', { user: 'u1@example.org', session: 'u1@example.org/z' }] as const,
    ].flatMap(([name, author]): (readonly [string, Lookup])[] => [
      [`${name}: first page`, archive({ with: author })],
      [`${name}: last page`, archive({ with: author, page: { max: 50, before: '' } })],
      [`${name}: before the middle`, archive({ with: author, page: { max: 50, before: middle } })],
      [`${name}: by index`, archive({ with: author, page: { max: 50, index: 10_000 } })],
      [`${name}: between two times`, archive({ with: author, start: MESSAGES / 4, end: MESSAGES / 2 })],
    ]),
    ['the first page of own links', links(0)],
    ['the last page of own links', links(LINKS - 10)],
  ]
}

type Subject = { readonly store: Store; readonly times: Map<string, number[]>; readonly held: Map<string, number> }

async function open(folder: string, path: string): Promise<Subject> {
  const file = pathToFileURL(join(resolve(folder), 'src', 'store', 'sqlite', 'store.js')).href
  const { openSqliteStore } = (await import(file)) as typeof import('../src/store/sqlite/store.js')
  const from = performance.now()
  const store = openSqliteStore(path)
  console.log(`${folder}: opened and migrated in ${((performance.now() - from) / 1000).toFixed(1)} s`)
  return { store, times: new Map(), held: new Map() }
}

/** Asks once; notes the time, and the longest time in which the event loop had no turn. */
async function ask({ store, times, held }: Subject, name: string, lookup: Lookup): Promise<void> {
  let [last, longest, isDone] = [performance.now(), 0, false]
  const turn = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (!isDone) setImmediate(turn)
  }
  setImmediate(turn)
  const from = performance.now()
  await store.lookUp(lookup)
  times.set(name, [...(times.get(name) ?? []), performance.now() - from])
  await new Promise(done => setImmediate(done))
  isDone = true
  held.set(name, Math.max(held.get(name) ?? 0, longest))
}

const median = (all: readonly number[] = []) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0

const work = mkdtempSync(join(tmpdir(), 'lists-'))
const here = fileURLToPath(new URL('..', import.meta.url))
const subjects: Subject[] = []
let room = ''
for (const [n, folder] of (folders.length > 0 ? folders : [here]).entries()) {
  const path = join(work, `${n}.sqlite`)
  room = fill(path)
  subjects.push(await open(folder, path))
}
console.log(''.padEnd(56), ...subjects.map(() => 'median ms, longest hold ms'.padStart(28)))
for (const [name, lookup] of cases(room)) {
  for (let round = 0; round < ROUNDS; round++) for (const subject of subjects) await ask(subject, name, lookup)
  const figures = subjects.map(({ times, held }) => [median(times.get(name)), held.get(name) ?? 0])
  console.log(
    name.padEnd(56),
    ...figures.map(all =>
      all
        .map(ms => ms.toFixed(1).padStart(8))
        .join('')
        .padStart(28),
    ),
  )
}
for (const { store } of subjects) await store.close()
rmSync(work, { recursive: true })
