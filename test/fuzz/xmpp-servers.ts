import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { startLatchstring } from '../../src/app/latchstring.js'
import { embeddedConfig } from '../../src/config/config.js'
import { signIn } from '../../src/demo/sign-in.js'
import { attr, type Element } from '../../src/stanza/element.js'
import { parseJid } from '../../src/stanza/jid.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { type Chance, chance } from '../random/chance.js'
import { realServers } from '../servers/real-servers.js'
import type { RealServer } from '../servers/server.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { growth, heapAtRest } from './memory.js'
import { anyStanza } from './xmpp-any-stanza.js'
import { Client } from './xmpp-client.js'

const NAMES = ['romeo', 'juliet', 'tybalt', 'nurse', 'hag', 'paris']
/** Stanzas per client before the clients and the service are checked. */
const BATCH = 40

/** Milliseconds for an answer of the service on a slow machine. */
const LONGEST_SILENCE = 60_000

/** Hostile stanzas through real servers, as far as these let them pass. */
export const servers: Layer = { name: 'servers', share: 0.02, run: fuzzServers }

async function fuzzServers(trial: Trial): Promise<Report> {
  const failures: string[] = []
  const figures: Record<string, string | number> = {}
  let inputs = 0
  for (const start of Object.values(realServers)) {
    const server = await start({ privilege: false, accounts: 'anybody' })
    if ('skip' in server) {
      trial.say(server.skip)
      continue
    }
    try {
      const report = await fuzzThrough(server, { ...trial, count: Math.ceil(trial.count / 2) })
      for (const failure of report.failures) failures.push(`${server.name}: ${failure}`)
      for (const [name, figure] of Object.entries(report.figures)) figures[`${server.name}: ${name}`] = figure
      inputs += report.inputs
    } finally {
      await server.stop()
    }
  }
  return { inputs, failures, figures }
}

async function fuzzThrough(server: RealServer, { count, seed, say }: Trial): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const path = join(folder, 'rooms.sqlite')
  const failures: string[] = []
  const log = pino({ level: 'error' }, { write: line => failures.push(`the log says ${line.slice(0, 2000)}`) })
  const latchstring = await startLatchstring(configFor(server, path), log)
  const clients: Client[] = []
  const by = chance(seed)
  let step = 0
  try {
    for (const name of NAMES) clients.push(await clientAt(server, name))
    const before = await heapAtRest()
    while (step < count && failures.length < MOST_FAILURES) {
      for (const client of clients) {
        for (let i = 0; i < BATCH; i++) client.send(randomElement(by, client), `s${++step}`)
      }
      const lost = await Promise.all(clients.map(client => client.isResponsive()))
      if (lost.every(isResponsive => !isResponsive))
        await clientAt(server, 'probe').then(probe => mustRespond(probe, failures, step))
      for (const [i, isResponsive] of lost.entries()) if (!isResponsive) await clients[i]?.signInAgain()
    }
    failures.push(...clients.flatMap(({ violations }) => violations))
    for (const client of clients) await client.stop()
    await latchstring.tick()
    failures.push(...growth(before, await heapAtRest()))
  } finally {
    for (const client of clients) await client.stop()
    await latchstring.stop()
  }
  failures.push(...checkDatabase(path).faults)
  rmSync(folder, { recursive: true })
  say(`${step} stanzas through ${server.name}`)
  const sum = (figure: 'answers' | 'streamsClosed') => clients.reduce((total, client) => total + client[figure], 0)
  return {
    inputs: step,
    failures,
    figures: { sent: step, received: sum('answers'), streamsClosed: sum('streamsClosed') },
  }
}

/** A client that has signed in. */
async function clientAt({ clientPort: port, domain, roomsDomain }: RealServer, user: string): Promise<Client> {
  const account = { port, domain, user, password: 'secret', resource: 'fuzz' }
  const client = new Client(roomsDomain, onStanza => signIn(account, onStanza))
  await client.signInAgain()
  return client
}

async function mustRespond(probe: Client, failures: string[], step: number): Promise<void> {
  if (!(await probe.isResponsive(LONGEST_SILENCE)))
    failures.push(`step ${step}: the service answers no client any more`)
  await probe.stop()
}

function configFor({ componentPort, roomsDomain, domain, secret }: RealServer, path: string) {
  return embeddedConfig({
    xmpp: { service: `xmpp://127.0.0.1:${componentPort}`, domain: roomsDomain, secret },
    http: { port: 0, publicUrl: 'https://rooms.example' },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    store: { sqlite: { path } },
    rooms: { admins: [`escalus@${domain}`], defaults: { historyLength: 5 } },
    limits: { queriesPerUser: 0 },
    log: { level: 'silent' },
  })
}

/** Undefined for an invalid address, too: the server itself answers such a stanza, which the service never receives. */
function randomElement(by: Chance, { seen }: Client): Element | undefined {
  const stanza = anyStanza({ ...by, seen, nodes: seen })
  return stanza && parseJid(attr(stanza, 'to') ?? '') && stanza
}
