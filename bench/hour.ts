import { appendFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { realServers } from '../test/servers/real-servers.js'
import { startMeasured } from './hour/measured.js'
import { picture } from './hour/picture.js'
import { mib, verdictOn } from './hour/steady.js'
import { workFor } from './hour/work.js'

/*
 * A mixed load for some time: whether the memory stays flat, no queue grows, and everything is answered. Ends by itself,
 * with the samples as JSON (each also at once, a line each) and a plot.
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
const seen = join(values.out, `${values.on}.jsonl`)
await rm(seen, { force: true })
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
const { samples, refusals } = await workFor(measured, {
  minutes: Number(values.minutes),
  messages: Number(values.messages),
  port: server.clientPort,
  onSample: sample => appendFileSync(seen, `${JSON.stringify(sample)}\n`),
})
mayEnd = true
await measured.stop()
await server.stop()
await rm(directory, { recursive: true, force: true })

const verdict = verdictOn(samples)
const title = `${values.minutes} minutes of mixed load, ${server.name}`
await writeFile(join(values.out, `${values.on}.json`), `${JSON.stringify({ verdict, refusals, samples }, null, 1)}\n`)
await writeFile(join(values.out, `${values.on}.svg`), picture(title, samples))
const counts = Object.entries(samples.at(-1)?.load.counts ?? {})
for (const [kind, { asked, acknowledged, refused, unanswered }] of counts) {
  console.log(`${kind}: asked ${asked}, acknowledged ${acknowledged}, refused ${refused}, not answered ${unanswered}`)
}
console.log(`the last half grows an hour: RSS ${mib(verdict.rss)}, heap after a collection ${mib(verdict.heap)}`)
for (const complaint of verdict.complaints) console.log(`NOT STEADY: ${complaint}`)
process.exit(verdict.complaints.length === 0 ? 0 : 1)
