import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { RealServer } from '../test/servers/server.js'
import { RawClient } from './raw-client.js'
import { startMeasured } from './soak/measured.js'
import { startBareComponent } from './start-bare-component.js'
import { startServer } from './start-server.js'

/*
 * The time until a message is back at its author, one message a second and fifty a second over all rooms: in
 * Latchstring's rooms, in those of a bare component that keeps nothing, and in the server's own, in alternate rounds on
 * one server.
 *
 *     npm run bench latency -- [prosody|ejabberd] [ROOMS] [OCCUPANTS] [SECONDS] [ROUNDS]
 */

const [name = 'ejabberd', rooms = '50', occupants = '5', seconds = '15', rounds = '3'] = process.argv.slice(2)
const RATES = [1, 50]
const MUC = `<x xmlns='http://jabber.org/protocol/muc'/>`

/** Where the rooms are: `host` is their domain once `opens` has resolved. */
type Venue = { readonly title: string; readonly host: string; opens(): Promise<{ stop(): Promise<void> }> }
type Author = { readonly client: RawClient; readonly room: string }

const server = await startServer(name)
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const VENUES: readonly Venue[] = [
  { title: 'Latchstring', host: server.roomsDomain, opens: () => startMeasured(server, directory) },
  { title: 'a bare component', host: server.roomsDomain, opens: () => startBareComponent(server) },
  { title: "the server's own", host: 'conference.localhost', opens: async () => ({ stop: async () => undefined }) },
]

/** The echo times of each rate, in milliseconds. */
async function measure({ host, opens }: Venue, round: number): Promise<number[][]> {
  const service = await opens()
  const clients: RawClient[] = []
  const authors: Author[] = []
  for (let n = 0; n < Number(rooms); n++) {
    const room = `echo${round}-${n}@${host}`
    for (let i = 0; i < Number(occupants); i++) {
      const client = await enters(server as RealServer, { user: `u${n}-${i}`, room })
      if (i === 0) authors.push({ client, room })
      else client.counts('nothing of this kind')
      clients.push(client)
    }
  }
  const echoes: number[][] = []
  for (const rate of RATES) echoes.push(await speak(authors, rate))
  for (const client of clients) client.end()
  await pause(1000)
  await service.stop()
  return echoes
}

async function enters(server: RealServer, { user, room }: { user: string; room: string }): Promise<RawClient> {
  const client = await RawClient.signIn(server.clientPort, user)
  client.send(`<presence to='${room}/${user}'>${MUC}</presence>`)
  await client.until('<subject')
  const form = `<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>`
  client.send(`<iq type='set' id='unlock' to='${room}'>${form}</iq>`)
  await client.until(/<iq[^>]*unlock[^>]*>/)
  return client
}

/** The authors speak in turn, `rate` messages a second together. */
async function speak(authors: readonly Author[], rate: number): Promise<number[]> {
  const count = Number(seconds) * rate
  const from = performance.now()
  const echoes: Promise<number>[] = []
  for (let n = 0; n < count; n++) {
    await pause(Math.max(0, from + (n * 1000) / rate - performance.now()))
    const author = authors[n % authors.length]
    if (author) echoes.push(echo(author, `echo-${rate}-${n}-`))
  }
  return Promise.all(echoes)
}

async function echo({ client, room }: Author, word: string): Promise<number> {
  const from = performance.now()
  client.send(`<message to='${room}' type='groupchat' id='${word}'><body>${word}${'x'.repeat(100)}</body></message>`)
  await client.until(word)
  return performance.now() - from
}

const all = VENUES.map(() => RATES.map(() => [] as number[]))
for (let round = 0; round < Number(rounds); round++) {
  for (const [index, venue] of VENUES.entries()) {
    for (const [rate, times] of (await measure(venue, round)).entries()) all[index]?.[rate]?.push(...times)
  }
}
console.log(`${server.name}, ${rooms} rooms of ${occupants}, ${rounds} alternate rounds of ${seconds} s`)
for (const [index, { title }] of VENUES.entries()) {
  for (const [at, rate] of RATES.entries()) {
    const sorted = (all[index]?.[at] ?? []).sort((a, b) => a - b)
    const part = (of: number) => (sorted[Math.floor(of * (sorted.length - 1))] ?? 0).toFixed(2)
    console.log(`${title}, ${rate} a second: median ${part(0.5)} ms, p99 ${part(0.99)} ms of ${sorted.length} echoes`)
  }
}
await server.stop()
await rm(directory, { recursive: true, force: true })
