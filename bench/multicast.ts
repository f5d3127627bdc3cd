import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RealServer } from '../test/servers/server.js'
import { measureCrowd } from './crowd/talk.js'
import { median, spread } from './median.js'
import { cpuOf, descendantsOf } from './processes.js'
import { startMeasured } from './soak/measured.js'
import { startServer } from './start-server.js'

/*
 * Compares rooms that send one stanza for many occupants to ejabberd's multicast service (`xmpp.multicast: auto`) with
 * rooms that send a copy for each, in alternate rounds on the same server. The result is the ratio, with its range.
 *
 *     npm run bench multicast -- [OCCUPANTS] [MESSAGES] [ROUNDS]
 */

const [occupants = '200', messages = '200', rounds = '5'] = process.argv.slice(2)
const size = { occupants: Number(occupants), messages: Number(messages) }

/** Rates per second, and the CPU time of the server and of Latchstring for a delivered message, in microseconds. */
type Figures = { deliveries: number; entries: number; server: number; latchstring: number }

async function measure(server: RealServer, multicast: 'off' | 'auto', round: number): Promise<Figures> {
  const servers = descendantsOf(process.pid)
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  const { componentPort, roomsDomain: domain, secret } = server
  const xmpp = { service: `xmpp://127.0.0.1:${componentPort}`, domain, secret, multicast }
  const component = await startMeasured(server, directory, { xmpp })
  const own = descendantsOf(process.pid).filter(pid => !servers.includes(pid))
  const cpu: number[][] = []
  const watch = () => cpu.push([servers, own].map(pids => pids.reduce((sum, pid) => sum + cpuOf(pid), 0)))
  const place = { domain, round: `${round}-${multicast}`, watch }
  const rates = await measureCrowd(server, { ...size, ...place })
  await component.stop()
  await rm(directory, { recursive: true, force: true })
  const [before = [], after = []] = cpu
  const each = (i: number) => (((after[i] ?? 0) - (before[i] ?? 0)) * 1e6) / (size.occupants * size.messages)
  return { ...rates, server: each(0), latchstring: each(1) }
}

const server = await startServer('ejabberd')
const figures = { auto: [] as Figures[], off: [] as Figures[] }
for (let round = 0; round < Number(rounds); round++) {
  const order = round % 2 === 0 ? (['off', 'auto'] as const) : (['auto', 'off'] as const)
  for (const multicast of order) figures[multicast].push(await measure(server, multicast, round))
}
await server.stop()
console.log(`${occupants} occupants, ${messages} messages, median of ${rounds} alternate rounds`)
for (const key of ['deliveries', 'entries', 'server', 'latchstring'] as const) {
  const [auto, off] = [figures.auto, figures.off].map(rounds => rounds.map(round => round[key]))
  const ratios = (auto ?? []).map((value, i) => value / (off?.[i] ?? 1))
  const unit = key === 'deliveries' || key === 'entries' ? '/s' : ' us of CPU a delivery'
  console.log(
    `${key}: auto ${median(auto ?? []).toFixed(1)}${unit}, off ${median(off ?? []).toFixed(1)}${unit}, ratio ${spread(ratios, ratio => ratio.toFixed(2))}`,
  )
}
