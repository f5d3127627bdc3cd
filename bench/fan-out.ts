import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { realServers } from '../test/servers/real-servers.js'
import type { RealServer } from '../test/servers/server.js'
import { measureCrowd, median, type Rates } from './fan-out/crowd.js'

/*
 * Compares how fast a message reaches all occupants of a room and how fast a room fills: Latchstring and the server's
 * own rooms, in alternate rounds on the same server. The result is the ratio.
 *
 *     npm run bench fan-out -- [prosody|ejabberd] [OCCUPANTS] [MESSAGES] [ROUNDS]
 */

const [name = 'ejabberd', occupants = '100', messages = '200', rounds = '5'] = process.argv.slice(2)
const size = { occupants: Number(occupants), messages: Number(messages), rounds: Number(rounds) }

function report(peer: string, title: string, [ours, theirs]: readonly [number[], number[]]): void {
  const [own, other] = [median(ours), median(theirs)]
  const ratio = (own / other).toFixed(2)
  console.log(`${title}: Latchstring ${own.toFixed(0)}/s, ${peer} ${other.toFixed(0)}/s, ratio ${ratio}`)
}

async function run(server: RealServer, domain: string): Promise<void> {
  const ours: Rates[] = []
  const theirs: Rates[] = []
  for (let round = 0; round < size.rounds; round++) {
    ours.push(await measureCrowd(server, { ...size, domain, round }))
    theirs.push(await measureCrowd(server, { ...size, domain: 'conference.localhost', round }))
  }
  const of = (key: keyof Rates) => [ours.map(rates => rates[key]), theirs.map(rates => rates[key])] as const
  console.log(`${size.occupants} occupants, ${size.messages} messages, median of ${size.rounds} alternate rounds`)
  report(`${server.name}'s own`, 'deliveries', [...of('deliveries')])
  report(`${server.name}'s own`, 'entries', [...of('entries')])
}

const start = name === 'prosody' ? realServers.prosody : realServers.ejabberd
const server = await start({ privilege: true, accounts: 'anybody' })
if ('skip' in server) throw new Error(server.skip)
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const file = join(directory, 'latchstring.yaml')
await writeFile(
  file,
  stringify({
    xmpp: { service: `xmpp://127.0.0.1:${server.componentPort}`, domain: server.roomsDomain, secret: server.secret },
    http: { port: 0 },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    store: { sqlite: { path: join(directory, 'rooms.sqlite') } },
  }),
)
// A separate process, like the peer: the measuring clients use enough of this one.
const main = fileURLToPath(new URL('../src/main.js', import.meta.url))
const latchstring = spawn(process.execPath, [main, 'start', '--config', file], { stdio: ['ignore', 'ignore', 'pipe'] })
await new Promise<void>(resolve => latchstring.stderr.on('data', text => /serves/.test(String(text)) && resolve()))
await run(server, server.roomsDomain)
latchstring.kill()
await new Promise(resolve => latchstring.once('exit', resolve))
await server.stop()
await rm(directory, { recursive: true, force: true })
