import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { embeddedConfig } from '../../src/config.js'
import { startLatchstring } from '../../src/latchstring.js'
import { type Element, parseElement } from '../../src/stanza/element.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { type Chance, chance } from '../random/chance.js'
import { randomStanza } from '../random/random-stanza.js'
import { realServers } from '../servers/real-servers.js'
import type { RealServer } from '../servers/server.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { growth, heapAtRest } from './memory.js'
import { Client } from './xmpp-client.js'
import { mutated } from './xmpp-mutation.js'
import { mischief } from './xmpp-words.js'

const NAMES = ['romeo', 'juliet', 'tybalt', 'nurse', 'hag', 'paris']
/** How many stanzas somebody sends before it is seen whether they and the service are well. */
const TOGETHER = 40

/** Of the service, on a slow machine, in milliseconds. */
const LONGEST_SILENCE = 60_000

/** From clients through real servers, which let through what they deem good: that must do no harm either. */
export const servers: Layer = { name: 'servers', share: 0.02, run: throwAtServers }

async function throwAtServers(trial: Trial): Promise<Report> {
  const failures: string[] = []
  const figures: Record<string, string | number> = {}
  let inputs = 0
  for (const start of Object.values(realServers)) {
    const server = await start({ privilege: false })
    if ('skip' in server) {
      trial.say(server.skip)
      continue
    }
    try {
      const report = await throwAt(server, { ...trial, count: Math.ceil(trial.count / 2) })
      for (const failure of report.failures) failures.push(`${server.name}: ${failure}`)
      for (const [name, figure] of Object.entries(report.figures)) figures[`${server.name}: ${name}`] = figure
      inputs += report.inputs
    } finally {
      await server.stop()
    }
  }
  return { inputs, failures, figures }
}

async function throwAt(server: RealServer, { count, seed, say }: Trial): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-'))
  const path = join(folder, 'rooms.sqlite')
  const failures: string[] = []
  const log = pino({ level: 'error' }, { write: line => failures.push(`the log says ${line.slice(0, 2000)}`) })
  const latchstring = await startLatchstring(configFor(server, path), log)
  const clients: Client[] = []
  const by = chance(seed)
  let step = 0
  try {
    for (const name of NAMES) clients.push(await Client.signIn(server, name))
    const before = await heapAtRest()
    while (step < count && failures.length < MOST_FAILURES) {
      for (const client of clients) {
        for (let i = 0; i < TOGETHER; i++) client.sends(thoughtOut(by, client), `s${++step}`)
      }
      const lost = await Promise.all(clients.map(client => client.isWell()))
      if (lost.every(isWell => !isWell))
        await Client.signIn(server, 'witness').then(witness => mustBeWell(witness, failures, step))
      for (const [i, isWell] of lost.entries()) if (!isWell) await clients[i]?.comesAgain()
    }
    failures.push(...clients.flatMap(({ wrongs }) => wrongs))
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
  const sum = (figure: 'answers' | 'thrownOut') => clients.reduce((total, client) => total + client[figure], 0)
  return { inputs: step, failures, figures: { sent: step, received: sum('answers'), thrownOut: sum('thrownOut') } }
}

async function mustBeWell(witness: Client, failures: string[], step: number): Promise<void> {
  if (!(await witness.isWell(LONGEST_SILENCE))) failures.push(`step ${step}: the service answers nobody any more`)
  await witness.stop()
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

/** Undefined where it is no XML: a client of ours cannot send that. */
function thoughtOut(by: Chance, { seen }: Client): Element | undefined {
  try {
    const stanza = parseElement(by.some(0.5) ? randomStanza(by) : mischief({ ...by, seen, nodes: seen }))
    return by.some(0.25) ? mutated(stanza, by) : stanza
  } catch {
    return undefined
  }
}
