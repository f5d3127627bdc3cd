import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sum } from '../test/faults/sum.js'
import { fillRoom, openRoom, signInEach } from './crowd/fill.js'
import { descendantsOf, rssOf } from './processes.js'
import { type MeasuredComponent, startMeasured } from './soak/measured.js'
import type { ProbeReading } from './soak/process-probe.js'
import { startServer } from './start-server.js'

/*
 * The memory of Latchstring without occupants, and what each occupant adds to it. The occupants enter twice: the first time
 * makes the process grow for good, the second time is in other rooms. The server's own rooms follow in the same order.
 *
 *     npm run bench memory -- [prosody|ejabberd] [ROOMS] [OCCUPANTS-OF-A-ROOM] [SECONDS-OF-REST]
 */

const [name = 'ejabberd', rooms = '100', each = '20', rest = '30'] = process.argv.slice(2)
const size = { rooms: Number(rooms), each: Number(each), rest: Number(rest) * 1000 }
const occupants = size.rooms * size.each

/** Resident memory, and the heap in use after a garbage collection. In bytes. */
type Memory = { readonly rss: number; readonly heap: number }

const server = await startServer(name)
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const component = await startMeasured(server, directory)
const people = await signInEach(server.clientPort, occupants)

async function fill(domain: string, turn: string): Promise<void> {
  for (let n = 0; n < size.rooms; n++) {
    const [owner, ...others] = people.slice(n * size.each, (n + 1) * size.each)
    if (!owner) throw new Error('a room needs an occupant')
    await openRoom(owner, `${turn}${n}@${domain}`)
    await fillRoom(others, `${turn}${n}@${domain}`)
  }
  for (const person of people) person.forgets()
}

/** The memory of Latchstring after a rest. RSS is read first: a collection that was asked for would reduce it. */
async function memoryOf({ process: { pid = 0 }, process: child }: MeasuredComponent): Promise<Memory> {
  await pause(size.rest)
  const rss = rssOf(pid)
  const answer = once(child, 'message')
  child.send('collect')
  const [reading] = (await answer) as [ProbeReading]
  return { rss, heap: reading.heap }
}

function serverMemory(): number {
  return sum(descendantsOf(process.pid, component.process.pid).map(rssOf))
}

const mebibytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
const forEach = (bytes: number) => `${(bytes / occupants / 1024).toFixed(1)} KiB`

let before = await memoryOf(component)
console.log(`${name}, ${occupants} occupants in ${rooms} rooms, measured after ${rest} s of rest`)
console.log(`Latchstring, idle: ${mebibytes(before.rss)} resident, ${mebibytes(before.heap)} of heap`)
for (const turn of ['first', 'second']) {
  await fill(server.roomsDomain, turn)
  const now = await memoryOf(component)
  const [rss, heap] = [forEach(now.rss - before.rss), forEach(now.heap - before.heap)]
  console.log(`${turn} time: ${mebibytes(now.rss)} resident; an occupant adds ${rss} of it, and ${heap} of heap`)
  before = now
}
for (const turn of ['first', 'second']) {
  const resident = serverMemory()
  await fill('conference.localhost', turn)
  await pause(size.rest)
  console.log(`${name}'s own rooms, ${turn} time: an occupant adds ${forEach(serverMemory() - resident)} resident`)
}
for (const person of people) person.end()
await component.stop()
await server.stop()
await rm(directory, { recursive: true, force: true })
