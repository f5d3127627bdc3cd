import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signToken } from '../src/http/auth/token.js'
import { emptyRoom } from '../src/muc/model/room.js'
import { openPostgresStore } from '../src/store/postgres/store.js'
import { openSqliteStore } from '../src/store/sqlite/store.js'
import type { Store, StoredChange } from '../src/store/store.js'
import { historyMessage } from '../test/history-message.js'
import { placeAt, startPostgres } from '../test/servers/postgres.js'
import { config, NOTHING } from '../test/store/contract/ledger.js'
import { makeRoom } from './crowd/bystander.js'
import { forEach } from './crowd/crowd.js'
import { fillRooms, openRoom, signInEach } from './crowd/fill.js'
import { median, spread } from './median.js'
import { startMeasured } from './soak/measured.js'
import { API, Rest } from './soak/rest.js'
import { startServer } from './start-server.js'

/*
 * The store of PostgreSQL beside that of SQLite, in alternate rounds on one machine: joins by a link over REST, messages in 20
 * rooms of 10, a commit of one message, and how long rooms are loaded. PostgreSQL writes to the same disk, with fsync.
 *
 *     npm run bench stores -- [ROUNDS] [JOINERS] [MESSAGES]
 */

const [rounds = '3', joiners = '300', messages = '400'] = process.argv.slice(2)
const [ROOMS, OCCUPANTS, COMMITS, LOADED, LARGE] = [20, 10, 500, 1000, 5000]
const DOMAIN = 'rooms.localhost'
const NAMES = ['SQLite', 'PostgreSQL'] as const
type Name = (typeof NAMES)[number]
/** Milliseconds, but for the two rates in a second. */
type Figures = Record<'joins' | 'messages' | 'commit' | 'slowCommit' | 'rooms' | 'large', number>

const postgres = await startPostgres()
if ('skip' in postgres) throw new Error(postgres.skip)
const server = await startServer('ejabberd')
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const people = await signInEach(server.clientPort, OCCUPANTS)
const database = () => postgres.database()

/** Joins and messages of the whole service, in a process of its own. */
async function servedBy(name: Name, round: number): Promise<Pick<Figures, 'joins' | 'messages'>> {
  const store = name === 'SQLite' ? {} : { store: { postgres: { url: await database() } } }
  const folder = await mkdtemp(join(directory, name))
  const component = await startMeasured(server, folder, store)
  const rest = new Rest(component.url, component.jwtSecret)
  const joins = await joinsOver(rest, component)
  const rooms = Array.from({ length: ROOMS }, (_, n) => `bench${round}-${n}@${server.roomsDomain}`)
  const sent = await messagesIn(rooms)
  await component.stop()
  return { joins, messages: sent }
}

async function joinsOver(rest: Rest, { url, jwtSecret }: { url: string; jwtSecret: string }): Promise<number> {
  const by = 'owner@localhost'
  const { id } = await makeRoom(rest, by)
  const made = await rest.calls({ by, call: `POST /api/v1/rooms/${id}/links`, body: {} })
  const { openInviteId } = (made as { data: { openInviteId: string } }).data
  const tokens: string[] = []
  for (let n = 0; n < Number(joiners); n++) {
    tokens.push(await signToken(jwtSecret, { user: `gone${n}@localhost`, userClaim: 'sub', hours: 1 }))
  }
  const from = performance.now()
  await forEach(tokens, async token => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const body = JSON.stringify({ openInviteId })
    const answer = await fetch(`${url}${API}/rooms/open-invites`, { method: 'POST', headers, body })
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`)
  })
  return (1000 * tokens.length) / (performance.now() - from)
}

async function messagesIn(rooms: readonly string[]): Promise<number> {
  const [first, ...others] = people
  if (!first) throw new Error('a room needs an occupant')
  for (const room of rooms) await openRoom(first, room)
  await fillRooms(others, rooms)
  for (const person of people) person.counts('<body>m')
  const from = performance.now()
  for (let n = 0; n < Number(messages); n++) {
    const room = rooms[n % rooms.length]
    people[n % people.length]?.send(`<message to='${room}' type='groupchat'><body>m${'x'.repeat(100)}</body></message>`)
  }
  await Promise.all(people.map(person => person.counted(Number(messages))))
  const taken = performance.now() - from
  for (const person of people) person.forgets()
  return (1000 * Number(messages)) / taken
}

/** The store alone: one commit after another, and loads of what it has. */
async function storeOf(name: Name): Promise<Omit<Figures, 'joins' | 'messages'>> {
  const store =
    name === 'SQLite' ? openSqliteStore(join(await mkdtemp(join(directory, 'store')), 'a.sqlite')) : await opened()
  const jids = Array.from({ length: LOADED }, (_, n) => `room${n}@${DOMAIN}`)
  await fill(store, jids)
  const commits: number[] = []
  for (let n = 0; n < COMMITS; n++) {
    const room = jids[n % 20] ?? ''
    const now = historyMessage({ id: `message${n}` })
    commits.push(await timeOf(() => store.commit([{ kind: 'history', room, was: undefined, now, kept: 100 }], [room])))
  }
  const rooms = await timeOf(() => store.load({ ...NOTHING, jids }))
  const large = await timeOf(() => store.load({ ...NOTHING, jids: [`large@${DOMAIN}`] }))
  await store.close()
  const slowCommit = commits.sort((a, b) => a - b)[Math.floor(COMMITS * 0.99)] ?? 0
  return { commit: median(commits), slowCommit, rooms, large }
}

async function opened(): Promise<Store> {
  return openPostgresStore({ ...placeAt(await database()), domain: DOMAIN })
}

/** Rooms of ten members, and one of many. */
async function fill(store: Store, jids: readonly string[]): Promise<void> {
  const entry = { affiliation: 'member', reason: '', since: 7, nick: '', visited: 0 } as const
  for (const [n, jid] of [...jids, `large@${DOMAIN}`].entries()) {
    const id = `${n}`.padStart(24, '0')
    const now = emptyRoom({ jid, id, creator: '', createdAt: 1, locked: false, archived: false, config })
    const members = n < jids.length ? 10 : LARGE
    const affiliations: StoredChange[] = Array.from({ length: members }, (_, i) => {
      return { kind: 'affiliation', room: jid, user: `person${i}@localhost`, was: undefined, now: entry }
    })
    await store.commit([{ kind: 'room', jid, was: undefined, now }, ...affiliations], [jid])
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

const results: Record<Name, Figures[]> = { SQLite: [], PostgreSQL: [] }
// The first round warms up the server and the machine.
for (let round = 0; round <= Number(rounds); round++) {
  for (const name of NAMES) {
    const figures = { ...(await servedBy(name, round)), ...(await storeOf(name)) }
    if (round > 0) results[name].push(figures)
  }
}
const TITLES: Record<keyof Figures, string> = {
  joins: 'joins over REST in a second',
  messages: `messages in ${ROOMS} rooms of ${OCCUPANTS} in a second`,
  commit: 'commit of a message, median, ms',
  slowCommit: 'the same, 99 of 100, ms',
  rooms: `load of ${LOADED} rooms, ms`,
  large: `load of a room of ${LARGE}, ms`,
}
console.log(`median (range) of ${rounds} alternate rounds, ${joiners} joiners, ${messages} messages`)
for (const [key, title] of Object.entries(TITLES) as [keyof Figures, string][]) {
  const show = (name: Name) =>
    spread(
      results[name].map(one => one[key]),
      value => value.toFixed(value < 100 ? 2 : 0),
    )
  console.log(`${title}: SQLite ${show('SQLite')}, PostgreSQL ${show('PostgreSQL')}`)
}
for (const person of people) person.end()
await server.stop()
await postgres.stop()
await rm(directory, { recursive: true, force: true })
