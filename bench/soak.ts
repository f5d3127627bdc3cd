import { appendFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startMeasured } from './soak/measured.js'
import { runChart } from './soak/run-chart.js'
import { mib, verdictOn } from './soak/steady.js'
import { runLoad, type SoakResult } from './soak/work.js'
import { startServer } from './start-server.js'

/*
 * Runs a mixed load and judges whether memory stays flat, queues stay short and every request is answered. Writes each
 * sample at once (JSON Lines), then all samples (JSON) and a chart (SVG).
 *
 *     npm run soak -- [--on prosody|ejabberd] [--minutes 60] [--messages 50] [--out DIRECTORY]
 *
 * Exits with 1 when the run was not steady.
 */

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'ejabberd' },
    minutes: { type: 'string', default: '60' },
    messages: { type: 'string', default: '50' },
    out: { type: 'string', default: 'var/soak' },
  },
})

await mkdir(values.out, { recursive: true })
const lines = join(values.out, `${values.on}.jsonl`)
await rm(lines, { force: true })
const server = await startServer(values.on)
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const measured = await startMeasured(server, directory)
// Exiting on these signals runs the exit handlers, which kill the child processes.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
let mayEnd = false
measured.ended.then(how => {
  if (mayEnd) return
  console.error(`the component has ended: ${how}`)
  process.exit(1)
})
const result = await runLoad(measured, {
  minutes: Number(values.minutes),
  messages: Number(values.messages),
  port: server.clientPort,
  onSample: sample => appendFileSync(lines, `${JSON.stringify(sample)}\n`),
})
mayEnd = true
await measured.stop()
await server.stop()
await rm(directory, { recursive: true, force: true })

const { samples, atRest, leftOut } = result
const verdict = verdictOn(samples, atRest)
const title = `${values.minutes} minutes of mixed load, ${server.name}`
await writeFile(join(values.out, `${values.on}.json`), `${JSON.stringify({ verdict, ...result }, null, 1)}\n`)
await writeFile(join(values.out, `${values.on}.svg`), runChart(title, [...samples, atRest]))
for (const [kind, { asked, acknowledged, refused, unanswered }] of Object.entries(atRest.load.counts)) {
  console.log(`${kind}: asked ${asked}, acknowledged ${acknowledged}, refused ${refused}, not answered ${unanswered}`)
}
if (leftOut > 0) console.log(`skipped because too many answers were pending: ${leftOut} work items`)
console.log(`CPU, in parts of one core: ${processorTime(result)}`)
console.log(`growth per hour, second half: RSS ${mib(verdict.rss)}, heap after a full collection ${mib(verdict.heap)}`)
for (const complaint of verdict.complaints) console.log(`NOT STEADY: ${complaint}`)
if (verdict.isSteady === 'unsure') console.log('NO FAULT FOUND, but the run was too short to judge the memory')
if (verdict.isSteady === true) console.log('STEADY: the memory is flat, no queue grows, every request was answered')
process.exit(verdict.isSteady === false ? 1 : 0)

/** CPU time of each process during the load, as percent of one core. */
function processorTime({ samples }: SoakResult): string {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last) return ''
  const share = (from: number, to: number) => `${((100 * (to - from)) / (last.at - first.at)).toFixed(0)} %`
  const component = share(first.component.cpu, last.component.cpu)
  const xmppServer = share(first.server.cpu, last.server.cpu)
  return `component ${component}, XMPP server ${xmppServer}, the load ${share(first.load.cpu, last.load.cpu)}`
}
