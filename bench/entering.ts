import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sum } from '../test/faults/sum.js'
import { fillRoom, openRoom, signInEach } from './crowd/fill.js'
import { median, spread } from './median.js'
import { cpuOf, descendantsOf } from './processes.js'
import { startMeasured } from './soak/measured.js'
import { startServer } from './start-server.js'

/*
 * What it costs to enter rooms: 200 people enter one room, and 2000 people enter 100 rooms. Compares Latchstring with the
 * server's own rooms in alternate rounds: entries in a second, and the CPU time of all processes for an entry, of which
 * Latchstring's own is told too.
 *
 *     npm run bench entering -- [prosody|ejabberd] [ROUNDS]
 */

const [name = 'ejabberd', rounds = '5'] = process.argv.slice(2)
const SIZES = [
  { title: '200 people into one room', rooms: 1, each: 200 },
  { title: '2000 people into 100 rooms', rooms: 100, each: 20 },
] as const
/** Milliseconds in which processes that have work left use CPU time. */
const LULL = 300

type Figures = { readonly entries: number; readonly cpu: number; readonly own: number }

const server = await startServer(name)
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const component = await startMeasured(server, directory)
const most = Math.max(...SIZES.map(({ rooms, each }) => rooms * each))
const people = await signInEach(server.clientPort, most)

/** Fills new rooms of this domain, and measures it until all processes are idle again. */
async function measure(domain: string, round: number, { rooms, each }: (typeof SIZES)[number]): Promise<Figures> {
  for (const person of people) person.forgets()
  const parties = Array.from({ length: rooms }, (_, n) => {
    const [owner, ...others] = people.slice(n * each, (n + 1) * each)
    return { room: `${rooms}-${round}-${n}@${domain}`, owner, others }
  })
  for (const { room, owner } of parties) if (owner) await openRoom(owner, room)
  await idle()
  const [before, ownBefore, from] = [cpu(), own(), performance.now()]
  await Promise.all(parties.map(({ room, others }) => fillRoom(others, room)))
  const seconds = (performance.now() - from) / 1000
  await idle()
  const entered = rooms * (each - 1)
  return { entries: entered / seconds, cpu: (cpu() - before) / entered, own: (own() - ownBefore) / entered }
}

/** Resolves when the processes do nothing more: the presence of the last newcomer has reached all. */
async function idle(): Promise<void> {
  for (let before = -1; cpu() - before > 0.01; await pause(LULL)) before = cpu()
}

function own(): number {
  return cpuOf(component.process.pid ?? 0)
}

function cpu(): number {
  return sum(descendantsOf(process.pid).map(cpuOf))
}

const perSecond = (value: number) => `${value.toFixed(0)}/s`
const milliseconds = (seconds: number) => `${(seconds * 1000).toFixed(2)} ms`

for (const size of SIZES) {
  const [ours, theirs]: [Figures[], Figures[]] = [[], []]
  // The first round warms up.
  for (let round = 0; round <= Number(rounds); round++) {
    ours.push(await measure(server.roomsDomain, round, size))
    theirs.push(await measure('conference.localhost', round, size))
  }
  const of = (figures: Figures[], key: keyof Figures) => figures.slice(1).map(one => one[key])
  console.log(`${size.title}, ${name}, median (range) of ${rounds} alternate rounds`)
  for (const [key, title, format] of [
    ['entries', 'entries', perSecond],
    ['cpu', 'CPU of all processes for an entry', milliseconds],
  ] as const) {
    const ratio = median(of(ours, key)) / median(of(theirs, key))
    const [here, there] = [spread(of(ours, key), format), spread(of(theirs, key), format)]
    console.log(`  ${title}: Latchstring ${here}, ${name}'s own rooms ${there}, ratio ${ratio.toFixed(2)}`)
  }
  console.log(`  Latchstring's own CPU for an entry: ${spread(of(ours, 'own'), milliseconds)}`)
}
for (const person of people) person.end()
await component.stop()
await server.stop()
await rm(directory, { recursive: true, force: true })
