import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Sqlite from 'better-sqlite3'
import type { Harness } from '../test/growth/harness.js'

/*
 * Measures the bytes that a stored room, a member and an archived message of 100 bytes take in the database, and the CPU
 * time of a message that is alone in its commit, the link apart. Compares the compiled folders that the arguments name, for
 * example those of two versions, in alternate rounds; by default there is one, this version. The lower bound is one table
 * with the same texts and no index.
 *
 *     npm run bench disk -- [DIST...]
 */

const [ROOMS, MEMBERS, MESSAGES] = [5000, 20_000, 50_000]
const [BUSY_ROOMS, SPEAKERS] = [20, 50]
const [ROUNDS, ALONE] = [7, 500]
const PART = 500
const DOMAIN = 'rooms.localhost'
const UNLIMITED = Object.fromEntries(
  ['joins', 'messages', 'presences', 'queries'].flatMap(what => [
    [`${what}PerUser`, 0],
    [`${what}PerRoom`, 0],
  ]),
)
const WORDS = 'the room has a link that lets people in until tomorrow evening at six and then no more'.split(' ')

type Subject = {
  readonly folder: string
  readonly path: string
  readonly harness: Harness
  readonly bytes: Map<string, number>
  readonly times: number[]
}

async function open(folder: string, path: string): Promise<Subject> {
  const file = pathToFileURL(join(resolve(folder), 'test', 'growth', 'harness.js')).href
  const { createHarness } = (await import(file)) as typeof import('../test/growth/harness.js')
  let at = Date.now()
  const harness = createHarness({
    path,
    configuration: { logging: true, persistent: true, public: false, description: text(200), historyLength: 20 },
    now: () => ++at,
    newId: () => randomBytes(16).toString('hex'),
    limits: UNLIMITED,
  })
  return { folder, path, harness, bytes: new Map(), times: [] }
}

/** English words of this length. */
function text(length: number): string {
  let words = ''
  while (words.length < length) words += `${WORDS[Math.floor(Math.random() * WORDS.length)]} `
  return words.slice(0, length)
}

/** The bytes of the pages in use, those in the write-ahead log too. */
function usedBytes(path: string): number {
  const db = new Sqlite(path, { readonly: true })
  const pragma = (name: string) => Number(db.pragma(name, { simple: true }))
  const bytes = (pragma('page_count') - pragma('freelist_count')) * pragma('page_size')
  db.close()
  return bytes
}

/** Sends stanzas, and notes the growth of the database per stored thing. */
async function stored(
  { path, harness, bytes }: Subject,
  { name, count }: { name: string; count: number },
  stanzas: Iterable<string>,
): Promise<void> {
  const before = usedBytes(path)
  let sent = 0
  for (const stanza of stanzas) {
    harness.receives(stanza)
    if (++sent % PART === 0) await harness.service.idle()
  }
  await harness.service.idle()
  bytes.set(name, (usedBytes(path) - before) / count)
}

const roomOf = (n: number) => `meeting-${n}@${DOMAIN}`
const personOf = (n: number) => `person${n}@localhost`
const enters = (room: string, n: number) =>
  `<presence from='${personOf(n)}/phone-a1b2' to='${room}/Person ${n}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const ownerSets = (room: string, query: string) =>
  `<iq type='set' id='o' from='${personOf(0)}/phone-a1b2' to='${room}'>${query}</iq>`

function* makingRooms(from: number, count: number, form = ''): Generator<string> {
  for (let n = from; n < from + count; n++) {
    yield enters(roomOf(n), 0)
    yield ownerSets(
      roomOf(n),
      `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>${form}</x></query>`,
    )
    if (n >= BUSY_ROOMS)
      yield `<presence type='unavailable' from='${personOf(0)}/phone-a1b2' to='${roomOf(n)}/Person 0'/>`
  }
}

const IS_PUBLIC = `<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field>
  <field var='muc#roomconfig_publicroom'><value>1</value></field>`

function* makingMembers(): Generator<string> {
  for (let n = 0; n < MEMBERS; n += 100) {
    const items = Array.from({ length: 100 }, (_, i) => `<item affiliation='member' jid='${personOf(n + i + 1)}'/>`)
    const room = roomOf(Math.floor((n * BUSY_ROOMS) / MEMBERS))
    yield ownerSets(room, `<query xmlns='http://jabber.org/protocol/muc#admin'>${items.join('')}</query>`)
  }
}

function* entries(): Generator<string> {
  for (let n = 0; n < BUSY_ROOMS * SPEAKERS; n++) yield enters(roomOf(n % BUSY_ROOMS), n)
}

function message(n: number): string {
  const [room, id] = [roomOf(n % BUSY_ROOMS), randomBytes(16).toString('hex')]
  const speaker = personOf(n % (BUSY_ROOMS * SPEAKERS))
  return `<message type='groupchat' id='${id}' from='${speaker}/phone-a1b2' to='${room}'><body>${text(100)}</body></message>`
}

function* messages(): Generator<string> {
  for (let n = 0; n < MESSAGES; n++) yield message(Math.floor(Math.random() * BUSY_ROOMS * SPEAKERS))
}

async function fill(subject: Subject): Promise<void> {
  await stored(subject, { name: 'a room', count: ROOMS }, makingRooms(BUSY_ROOMS, ROOMS))
  await stored(subject, { name: 'a public room', count: ROOMS }, makingRooms(BUSY_ROOMS + ROOMS, ROOMS, IS_PUBLIC))
  await stored(subject, { name: '', count: 1 }, makingRooms(0, BUSY_ROOMS))
  await stored(subject, { name: 'a member', count: MEMBERS }, makingMembers())
  await stored(subject, { name: 'an occupant', count: BUSY_ROOMS * SPEAKERS }, entries())
  await stored(subject, { name: 'an archived message of 100 bytes', count: MESSAGES }, messages())
  subject.bytes.delete('')
}

/** CPU time of a message that is alone in its commit, in microseconds. */
async function alone({ harness }: Subject): Promise<number> {
  const from = process.cpuUsage()
  for (let n = 0; n < ALONE; n++) {
    harness.receives(message(n))
    await harness.service.idle()
  }
  const { user, system } = process.cpuUsage(from)
  return (user + system) / ALONE
}

/** What the texts of the archive take in one table without an index. */
function lowerBound(folder: string, { path }: Subject): number {
  const plain = join(folder, 'plain.sqlite')
  const db = new Sqlite(plain)
  db.exec(`attach '${path}' as full; create table message (stanza text);
    insert into message select stanza from full.history`)
  db.close()
  return statSync(plain).size / MESSAGES
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0

const here = fileURLToPath(new URL('..', import.meta.url))
const folders = process.argv.slice(2)
const work = mkdtempSync(join(tmpdir(), 'disk-'))
const subjects: Subject[] = []
for (const [n, folder] of (folders.length > 0 ? folders : [here]).entries()) {
  const subject = await open(folder, join(work, `${n}.sqlite`))
  await fill(subject)
  subjects.push(subject)
}
for (let round = 0; round < ROUNDS; round++) {
  for (const subject of subjects) subject.times.push(await alone(subject))
}
for (const name of subjects[0]?.bytes.keys() ?? []) {
  const all = subjects.map(({ bytes }) => `${bytes.get(name)?.toFixed(0)} bytes`.padStart(12))
  console.log(name.padEnd(50), ...all)
}
console.log(
  'the stored text of the message alone'.padEnd(50),
  ...subjects.map(subject => {
    const bytes = lowerBound(work, subject)
    rmSync(join(work, 'plain.sqlite'))
    return `${bytes.toFixed(0)} bytes`.padStart(12)
  }),
)
for (const { folder, times } of subjects) {
  const [least, most] = [Math.min(...times), Math.max(...times)]
  console.log(
    `${folder}: CPU of a message alone ${median(times).toFixed(0)} µs (${least.toFixed(0)} to ${most.toFixed(0)})`,
  )
}
for (const { harness } of subjects) await harness.stop()
rmSync(work, { recursive: true })
