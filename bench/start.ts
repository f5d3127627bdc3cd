import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { startDevServer } from '../src/dev-server/index.js'
import { cpuOf, endWithUs, rssOf } from './processes.js'

/*
 * What a start costs: wall time and CPU time until `latchstring start` serves, with an empty database, and the memory that
 * it holds when nothing has happened for 10 seconds. Its peer is a component of some lines in bare Node.js. Other builds
 * of Latchstring, named by the folder that has their `package.json`, take part in the same rounds.
 *
 *     npm run bench start -- [ROUNDS] [FOLDER ...]
 */

const [rounds = '15', ...others] = process.argv.slice(2)
const IDLE_ROUNDS = 3
const IDLE = 10_000
const MIB = 2 ** 20
const [DOMAIN, SECRET] = ['rooms.localhost', 'secret']

type Running = { readonly process: ChildProcess; readonly wall: number; readonly cpu: number }
type Peer = { readonly name: string; readonly wall: number[]; readonly cpu: number[]; readonly rss: number[] }

const server = await startDevServer({ components: [{ domain: DOMAIN, secret: SECRET }] })
const folder = await mkdtemp(join(tmpdir(), 'latchstring-'))
const configFile = join(folder, 'latchstring.yaml')
const database = join(folder, 'rooms.sqlite')
await writeFile(
  configFile,
  stringify({
    xmpp: { service: `xmpp://127.0.0.1:${server.ports.component}`, domain: DOMAIN, secret: SECRET },
    http: { port: 0 },
    auth: { jwt: { secret: SECRET.repeat(8) } },
    store: { sqlite: { path: database } },
  }),
  { mode: 0o600 },
)

const BARE = fileURLToPath(new URL('./start/bare-component.js', import.meta.url))
const OWN = fileURLToPath(new URL('../..', import.meta.url))
const commands: Record<string, readonly string[]> = {
  'bare Node.js': [BARE, String(server.ports.component), DOMAIN, SECRET],
}
for (const build of [OWN, ...others.map(other => resolve(other))]) {
  const { bin } = JSON.parse(await readFile(join(build, 'package.json'), 'utf8'))
  commands[build === OWN ? 'Latchstring' : build] = [join(build, bin.latchstring), 'start', '--config', configFile]
}

/** Starts a process and waits until it says that it has started. Times are in milliseconds. */
async function start(command: readonly string[]): Promise<Running> {
  for (const end of ['', '-wal', '-shm', '.lock']) await rm(`${database}${end}`, { force: true })
  const startedAt = performance.now()
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'ignore', 'pipe'] })
  endWithUs(child)
  let said = ''
  for await (const text of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += text
    if (said.includes('started')) break
  }
  if (!said.includes('started')) throw new Error(`${command.join(' ')} did not start: ${said}`)
  child.stderr.resume()
  return { process: child, wall: performance.now() - startedAt, cpu: cpuOf(child.pid ?? 0) * 1000 }
}

async function stop({ process: child }: Running): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number) => (sorted[Math.round(part * (sorted.length - 1))] ?? 0).toFixed(0)
  return `${at(0.5)} (${at(0)}-${at(1)})`.padStart(20)
}

const peers: readonly Peer[] = Object.keys(commands).map(name => ({ name, wall: [], cpu: [], rss: [] }))
for (let round = 0; round < Number(rounds); round++) {
  for (const { name, wall, cpu, rss } of peers) {
    const running = await start(commands[name] ?? [])
    wall.push(running.wall)
    cpu.push(running.cpu)
    if (round < IDLE_ROUNDS) {
      await new Promise(done => setTimeout(done, IDLE))
      rss.push(rssOf(running.process.pid ?? 0) / MIB)
    }
    await stop(running)
  }
}
console.log(
  `${'median (least-most)'.padEnd(32)}${'wall ms'.padStart(20)}${'CPU ms'.padStart(20)}${'idle MiB'.padStart(20)}`,
)
for (const { name, wall, cpu, rss } of peers)
  console.log(`${name.padEnd(32)}${spread(wall)}${spread(cpu)}${spread(rss)}`)
await server.close()
await rm(folder, { recursive: true })
