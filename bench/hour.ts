import { appendFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { realServers } from '../test/servers/real-servers.js'
import { startMeasured } from './hour/measured.js'
import { picture } from './hour/picture.js'
import { mib, verdictOn } from './hour/steady.js'
import { type Seen, workFor } from './hour/work.js'

/*
 * A mixed load for some time: whether the memory stays flat, no queue grows, and everything is answered. Ends by itself,
 * with the samples as JSON (each also at once, a line each) and a plot, and says whether the service was steady.
 *
 *     npm run hour -- [--on prosody|ejabberd] [--minutes 60] [--messages 50] [--out DIRECTORY]
 */

const { values } = parseArgs({
  options: {
    on: { type: 'string', default: 'ejabberd' },
    minutes: { type: 'string', default: '60' },
    messages: { type: 'string', default: '50' },
    out: { type: 'string', default: 'var/hour' },
  },
})

const start = values.on === 'prosody' ? realServers.prosody : realServers.ejabberd
await mkdir(values.out, { recursive: true })
const lines = join(values.out, `${values.on}.jsonl`)
await rm(lines, { force: true })
const server = await start({ privilege: true })
if ('skip' in server) throw new Error(server.skip)
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const measured = await startMeasured(server, directory)
// What was started ends with us.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
let mayEnd = false
measured.ended.then(how => {
  if (mayEnd) return
  console.error(`the component has ended: ${how}`)
  process.exit(1)
})
const seen = await workFor(measured, {
  minutes: Number(values.minutes),
  messages: Number(values.messages),
  port: server.clientPort,
  onSample: sample => appendFileSync(lines, `${JSON.stringify(sample)}\n`),
})
mayEnd = true
await measured.stop()
await server.stop()
await rm(directory, { recursive: true, force: true })

const { samples, atRest, leftOut } = seen
const verdict = verdictOn(samples, atRest)
const title = `${values.minutes} minutes of mixed load, ${server.name}`
await writeFile(join(values.out, `${values.on}.json`), `${JSON.stringify({ verdict, ...seen }, null, 1)}\n`)
await writeFile(join(values.out, `${values.on}.svg`), picture(title, [...samples, atRest]))
for (const [kind, { asked, acknowledged, refused, unanswered }] of Object.entries(atRest.load.counts)) {
  console.log(`${kind}: asked ${asked}, acknowledged ${acknowledged}, refused ${refused}, not answered ${unanswered}`)
}
if (leftOut > 0) console.log(`left out, because too many answers were waited for: ${leftOut} pieces of work`)
console.log(`of one core: ${processorTime(seen)}`)
console.log(`the last half grows an hour: RSS ${mib(verdict.rss)}, heap after a collection ${mib(verdict.heap)}`)
for (const complaint of verdict.complaints) console.log(`NOT STEADY: ${complaint}`)
if (verdict.isSteady === 'unsure') console.log('NOTHING WRONG, but too short to say whether the memory grows')
if (verdict.isSteady === true) console.log('STEADY: the memory is flat, no queue grows, and everything was answered')
process.exit(verdict.isSteady === false ? 1 : 0)

/** What the processes used while the load was on. */
function processorTime({ samples }: Seen): string {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last) return ''
  const share = (from: number, to: number) => `${((100 * (to - from)) / (last.at - first.at)).toFixed(0)} %`
  const component = share(first.component.cpu, last.component.cpu)
  const xmppServer = share(first.server.cpu, last.server.cpu)
  return `component ${component}, XMPP server ${xmppServer}, the load ${share(first.load.cpu, last.load.cpu)}`
}
