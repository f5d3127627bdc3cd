import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fillRoom, openRoom, signInEach } from './crowd/fill.js'
import { spread } from './median.js'
import type { RawClient } from './raw-client.js'
import { startMeasured } from './soak/measured.js'
import { startBareComponent } from './start-bare-component.js'
import { startServer } from './start-server.js'

/*
 * Compares how fast messages reach all occupants of a room: in Latchstring's rooms, in the server's own, and in those of a
 * bare component that keeps nothing, once as it is and once with messages padded to the length of ours. Alternate rounds
 * on one server, each with fresh processes of the components. The results are the ratios.
 *
 *     npm run bench fan-out -- [prosody|ejabberd] [OCCUPANTS] [MESSAGES] [ROUNDS]
 */

const [name = 'ejabberd', occupants = '100', messages = '200', rounds = '5'] = process.argv.slice(2)
const size = { occupants: Number(occupants), messages: Number(messages), rounds: Number(rounds) }

/** Deliveries in a second, and the characters of a message as an occupant gets it. */
type Figures = { readonly rate: number; readonly length: number }
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
  const room = `bench${round}@${host}`
  await openRoom(first, room)
  await fillRoom(others, room)
  const length = await lengthIn(room, first)
  await deliver(room, first)
  const rate = await deliver(room, first)
  await service.stop()
  return { rate, length }
}

async function lengthIn(room: string, client: RawClient): Promise<number> {
  client.forgets()
  client.send(message(room, 'long'))
  const text = await client.until(/<message[^>]*>(?:(?!<message).)*long.*?<\/message>/s)
  return text.length - text.lastIndexOf('<message')
}

/** Deliveries in a second. The first call in a room warms up. */
async function deliver(room: string, from: RawClient): Promise<number> {
  for (const person of people) person.counts('<body>m')
  const startedAt = performance.now()
  for (let n = 0; n < size.messages; n++) from.send(message(room, 'm'))
  await Promise.all(people.map(person => person.counted(size.messages)))
  return (size.occupants * size.messages) / ((performance.now() - startedAt) / 1000)
}

function message(room: string, word: string): string {
  return `<message to='${room}' type='groupchat'><body>${word}${'x'.repeat(100)}</body></message>`
}

// One round to warm up the server, which also tells how much shorter the messages of the bare component are.
const [long, short] = [await measure(latchstring, 0), await measure(bare('', 0), 0)]
const peers = [own, bare('a bare component', 0), bare('the same, padded', Math.max(0, long.length - short.length))]
const ours: number[] = []
const theirs: number[][] = peers.map(() => [])
for (let round = 1; round <= size.rounds; round++) {
  ours.push((await measure(latchstring, round)).rate)
  for (const [index, peer] of peers.entries()) theirs[index]?.push((await measure(peer, round)).rate)
}
const perSecond = (rate: number) => `${rate.toFixed(0)}/s`
console.log(`${name}, ${occupants} occupants, ${messages} messages, median (range) of ${rounds} alternate rounds`)
console.log(`a message has ${long.length} characters, that of a bare component ${short.length}`)
console.log(`deliveries: Latchstring ${spread(ours, perSecond)}`)
for (const [index, { title }] of peers.entries()) {
  const rates = theirs[index] ?? []
  const ratios = ours.map((rate, round) => rate / (rates[round] ?? Number.NaN))
  const ratio = spread(ratios, value => value.toFixed(2))
  console.log(`  ${title} ${spread(rates, perSecond)}, Latchstring against it ${ratio}`)
}
for (const person of people) person.end()
await server.stop()
await rm(directory, { recursive: true, force: true })
