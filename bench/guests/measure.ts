import { setTimeout as pause } from 'node:timers/promises'
import { sum } from '../../test/faults/sum.js'
import type { RealServer } from '../../test/servers/server.js'
import { forEach } from '../crowd/crowd.js'
import { cpuOf, descendantsOf, rssOf } from '../processes.js'
import { peopleIn, type Venue } from './rooms.js'
import { WebClient } from './web-client.js'

/** Milliseconds in which memory and work settle. */
const REST = 5000

/** How many rooms, people and guests of each room, and for how many seconds each guest says a message a minute. */
export type Size = { readonly rooms: number; readonly each: number; readonly seconds: number }

/** Memory in bytes for a guest; entries in a second; milliseconds until a guest's message is back; CPU in seconds. */
export type Figures = {
  readonly memory: number
  readonly entries: number
  readonly median: number
  readonly p99: number
  readonly cpu: number
}

/** Lets people, then guests enter all rooms and lets the guests speak. Measures all processes of the servers. */
export async function measure(server: RealServer, venue: Venue, size: Size): Promise<Figures> {
  const { meetings, people } = await peopleIn(server, { venue, ...size })
  await pause(REST)
  const before = serversMemory()
  const from = performance.now()
  const seats = meetings.flatMap(meeting =>
    Array.from({ length: size.each }, (_, n) => ({ ...meeting, nick: `g${n}` })),
  )
  const guests: { client: WebClient; room: string }[] = []
  await forEach(seats, async ({ room, newGuest, nick }) => {
    const client = await WebClient.signIn(await newGuest())
    await client.enters(`${room}/${nick}`)
    guests.push({ client, room })
  })
  const entries = guests.length / ((performance.now() - from) / 1000)
  await pause(REST)
  const memory = (serversMemory() - before) / guests.length
  const cpuBefore = serversCpu()
  const echoes = await speak(guests, size.seconds)
  const cpu = serversCpu() - cpuBefore
  for (const { client } of guests) client.end()
  for (const person of people) person.end()
  const sorted = echoes.sort((a, b) => a - b)
  const at = (part: number) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0
  return { memory, entries, median: at(0.5), p99: at(0.99), cpu }
}

/** Each guest says a message a minute, spread evenly; the times until the messages came back. */
async function speak(guests: readonly { client: WebClient; room: string }[], seconds: number): Promise<number[]> {
  const period = 60_000 / guests.length
  const count = Math.floor((seconds * 1000) / period)
  const from = performance.now()
  const echoes: Promise<number>[] = []
  for (let n = 0; n < count; n++) {
    await pause(Math.max(0, from + n * period - performance.now()))
    const guest = guests[n % guests.length]
    if (guest) echoes.push(guest.client.says(guest.room, `echo-${n}-`))
  }
  return Promise.all(echoes)
}

function serversMemory(): number {
  return sum(descendantsOf(process.pid).map(rssOf))
}

function serversCpu(): number {
  return sum(descendantsOf(process.pid).map(cpuOf))
}
