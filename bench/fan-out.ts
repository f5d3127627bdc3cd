import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sum } from '../test/faults/sum.js'
import { fillRooms, openRoom, signInEach } from './crowd/fill.js'
import { spread } from './median.js'
import { cpuOf, descendantsOf } from './processes.js'
import type { RawClient } from './raw-client.js'
import { startMeasured } from './soak/measured.js'
import { startBareComponent } from './start-bare-component.js'
import { startServer } from './start-server.js'

/*
 * Compares how fast messages reach all occupants of a room, or of many: in Latchstring's rooms, in the server's own, and in
 * those of a bare component that keeps nothing, once as it is and once with messages padded to the length of ours.
 * Alternate rounds on one server, each with fresh processes of the components. The results are the ratios.
 *
 *     npm run bench fan-out -- [prosody|ejabberd] [OCCUPANTS] [MESSAGES] [ROUNDS] [ROOMS]
 *
 * All occupants are in each room; the messages are spread over occupants and rooms.
 */

const [name = 'ejabberd', occupants = '100', messages = '200', rounds = '5', rooms = '1'] = process.argv.slice(2)
const size = { occupants: Number(occupants), messages: Number(messages), rounds: Number(rounds) }
/** How often the messages are sent before it counts: a service that has run for a while is measured, not the compiler. */
const WARM_UPS = 5
/** Rooms that are filled at the same time. */
const AT_ONCE = 20

/** Deliveries in a second, the CPU time of all processes but this one for a delivery in microseconds, and a message's length. */
type Figures = { readonly rate: number; readonly cpu: number; readonly length: number }
type Venue = { readonly title: string; readonly host: string; opens(): Promise<{ stop(): Promise<void> }> }

const server = await startServer(name)
const { clientPort, roomsDomain } = server
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const people = await signInEach(clientPort, size.occupants)
const latchstring: Venue = { title: 'Latchstring', host: roomsDomain, opens: () => startMeasured(server, directory) }
const bare = (title: string, padding: number): Venue => ({
  title,
  host: roomsDomain,
  opens: () => startBareComponent(server, padding),
})
const own: Venue = {
  title: `${name}'s own rooms`,
  host: 'conference.localhost',
  opens: async () => ({ stop: async () => undefined }),
}

async function measure({ host, opens }: Venue, round: number): Promise<Figures> {
  const service = await opens()
  for (const person of people) person.forgets()
  const [first, ...others] = people
  if (!first) throw new Error('the room needs an occupant')
  const all = Array.from({ length: Number(rooms) }, (_, n) => `bench${round}-${n}@${host}`)
  for (const room of all) await openRoom(first, room)
  for (let n = 0; n < all.length; n += AT_ONCE) await fillRooms(others, all.slice(n, n + AT_ONCE))
  for (const person of people) person.forgets()
  const length = await lengthIn(all[0] ?? '', first)
  for (let n = 0; n < WARM_UPS; n++) await deliver(all)
  const figures = await deliver(all)
  await service.stop()
  return { ...figures, length }
}

async function lengthIn(room: string, client: RawClient): Promise<number> {
  client.forgets()
  client.send(message(room, 'long'))
  const text = await client.until(/<message[^>]*>(?:(?!<message).)*long.*?<\/message>/s)
  return text.length - text.lastIndexOf('<message')
}

/** Deliveries in a second, and their CPU time. */
async function deliver(all: readonly string[]): Promise<Omit<Figures, 'length'>> {
  for (const person of people) person.counts('<body>m')
  const processes = descendantsOf(process.pid)
  const cpu = () => sum(processes.map(cpuOf))
  const [startedAt, before] = [performance.now(), cpu()]
  for (let n = 0; n < size.messages; n++) {
    // Each pass over the people begins with another room, so that all of them speak in all rooms.
    const room = all[(n + Math.floor(n / people.length)) % all.length] ?? ''
    people[n % people.length]?.send(message(room, 'm'))
  }
  await Promise.all(people.map(person => person.counted(size.messages)))
  const deliveries = size.occupants * size.messages
  const seconds = (performance.now() - startedAt) / 1000
  return { rate: deliveries / seconds, cpu: ((cpu() - before) * 1e6) / deliveries }
}

function message(room: string, word: string): string {
  return `<message to='${room}' type='groupchat'><body>${word}${'x'.repeat(100)}</body></message>`
}

// One round to warm up the server, which also tells how much shorter the messages of the bare component are.
const [long, short] = [await measure(latchstring, 0), await measure(bare('', 0), 0)]
const peers = [own, bare('a bare component', 0), bare('the same, padded', Math.max(0, long.length - short.length))]
const ours: Figures[] = []
const theirs: Figures[][] = peers.map(() => [])
for (let round = 1; round <= size.rounds; round++) {
  ours.push(await measure(latchstring, round))
  for (const [index, peer] of peers.entries()) theirs[index]?.push(await measure(peer, round))
}
const show = (figures: readonly Figures[]) =>
  `${spread(
    figures.map(({ rate }) => rate),
    rate => `${rate.toFixed(0)}/s`,
  )}, CPU ${spread(
    figures.map(({ cpu }) => cpu),
    cpu => `${cpu.toFixed(1)} us`,
  )}`
console.log(
  `${name}, ${rooms} rooms of ${occupants}, ${messages} messages, median (range) of ${rounds} alternate rounds`,
)
console.log(`a message has ${long.length} characters, that of a bare component ${short.length}`)
console.log(`deliveries: Latchstring ${show(ours)}`)
for (const [index, { title }] of peers.entries()) {
  const figures = theirs[index] ?? []
  const against = (key: 'rate' | 'cpu') =>
    spread(
      ours.map((one, round) => one[key] / (figures[round]?.[key] ?? Number.NaN)),
      value => value.toFixed(2),
    )
  console.log(`  ${title} ${show(figures)}; Latchstring against it: rate ${against('rate')}, CPU ${against('cpu')}`)
}
for (const person of people) person.end()
await server.stop()
await rm(directory, { recursive: true, force: true })
