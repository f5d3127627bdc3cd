import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { JWT_SECRET, MAIN } from '../main-process.js'
import { realServers } from '../servers/real-servers.js'
import type { RealServer } from '../servers/server.js'
import { Client, numbered, OLD, PASSWORD, registers } from './old-rooms.js'

/*
 * The large trial of moving in, run by hand: node dist/test/moving-in/trial.js prosody|ejabberd [ROOMS] [MESSAGES]
 *
 * It fills the rooms of a real server, reads them with `latchstring import`, which it kills three times, starts Latchstring
 * beside that server, and compares what slixmpp sees of both, item by item. SLIXMPP_PYTHON is a Python with slixmpp.
 */

const VIEW = fileURLToPath(new URL('../../../test/moving-in/slixmpp-view.py', import.meta.url))
/** Stanzas a second to the old server: a trial need not spare it. */
const RATE = '200'

type View = {
  readonly room: string
  readonly settings: Readonly<Record<string, unknown>>
  readonly affiliations: Readonly<Record<string, readonly string[]>>
  readonly messages: readonly unknown[]
}

async function main([name = 'prosody', rooms = '200', messages = '50000']: readonly string[]): Promise<void> {
  const server = await realServers[name === 'ejabberd' ? 'ejabberd' : 'prosody']({ privilege: false, admin: 'admin' })
  if ('skip' in server) throw new Error(server.skip)
  const directory = mkdtempSync(join(tmpdir(), 'moving-in-'))
  try {
    const names = Array.from({ length: Number(rooms) }, (_, index) => `room${index + 1}`)
    await timed(`${rooms} rooms with ${messages} messages at ${name}`, () => fill(server, names, Number(messages)))
    const before = await timed('slixmpp reads the old rooms', () => viewOf(server, names, OLD))
    writeFileSync(join(directory, 'my.yaml'), configuration(server))
    await timed('the import, killed three times', () => importKilled(server, directory, Number(messages)))
    const service = await start(directory)
    const after = await timed('slixmpp reads the new rooms', () => viewOf(server, names, server.roomsDomain))
    compare(before, after)
    await redirects(server, directory, names[0] ?? '')
    service.kill('SIGTERM')
    await once(service, 'exit')
  } finally {
    await server.stop()
    rmSync(directory, { recursive: true })
  }
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now()
  const result = await work()
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return result
}

/** Rooms with different settings, people and numbers of messages. */
async function fill(server: RealServer, names: readonly string[], messages: number): Promise<void> {
  await registers(server, ['admin', 'juliet'])
  const juliet = new Client(server, 'juliet')
  for (const [index, name] of names.entries()) {
    const room = `${name}@${OLD}`
    const is = (divisor: number) => (index % divisor === 0 ? '1' : '0')
    await juliet.enters(room, 'Juliet')
    await juliet.configures(room, {
      'muc#roomconfig_persistentroom': '1',
      'muc#roomconfig_roomname': `Room ${index} ☃`,
      'muc#roomconfig_roomdesc': `The description of ${name}`,
      'muc#roomconfig_publicroom': is(2),
      'muc#roomconfig_membersonly': is(3),
      'muc#roomconfig_moderatedroom': is(5),
      'muc#roomconfig_changesubject': is(7),
      'muc#roomconfig_whois': index % 4 === 0 ? 'anyone' : 'moderators',
    })
    for (let person = 0; person < 5 + (index % 10); person++) {
      const affiliation = ['member', 'admin', 'outcast', 'member', 'owner'][person % 5]
      const reason = affiliation === 'outcast' ? '<reason>He fights</reason>' : ''
      const nick = affiliation === 'member' ? ` nick='P${person}'` : ''
      await juliet.administers(
        room,
        `<item affiliation='${affiliation}' jid='p${person}@localhost'${nick}>${reason}</item>`,
      )
    }
    await juliet.setsSubject(room, `The subject of ${name}`)
    await juliet.says(room, numbered(name, Math.floor(messages / names.length)))
    // ejabberd lets a person be in a hundred rooms.
    await juliet.leaves(room, 'Juliet')
  }
  await juliet.stops()
}

function configuration({ componentPort, roomsDomain, secret }: RealServer): string {
  return `xmpp: {service: "xmpp://127.0.0.1:${componentPort}", domain: ${roomsDomain}, secret: ${secret}}
auth: {jwt: {secret: ${JWT_SECRET}}}
rooms: {admins: [admin@localhost]}
http: {port: 0}
store: {sqlite: {path: rooms.sqlite}}
`
}

function importing(server: RealServer, directory: string, options: readonly string[] = []): ChildProcess {
  const service = `xmpp://127.0.0.1:${server.clientPort}`
  const named = ['--as', 'admin@localhost', '--config', 'my.yaml', '--service', service, '--rate', RATE]
  return spawn(process.execPath, [MAIN, 'import', OLD, ...named, ...options], {
    cwd: directory,
    env: { PATH: process.env['PATH'], LATCHSTRING_IMPORT_PASSWORD: PASSWORD },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

/** Kills it while it reads rooms, archives, and while it takes in; then lets it end. */
async function importKilled(server: RealServer, directory: string, messages: number): Promise<void> {
  const staging = join(directory, `rooms.sqlite.import-${OLD}`)
  const database = join(directory, 'rooms.sqlite')
  await killAfter(importing(server, directory), () => sizeOf(staging) > 100_000)
  await killAfter(importing(server, directory), () => sizeOf(staging) > messages * 400)
  await killAfter(importing(server, directory), () => sizeOf(database) > 1_000_000 + messages * 40)
  const last = importing(server, directory)
  let memory = 0
  const watch = setInterval(() => {
    memory = Math.max(memory, memoryOf(last))
  }, 200)
  const [lines, [code]] = await Promise.all([linesOf(last), once(last, 'exit')])
  clearInterval(watch)
  console.log(lines.map(line => `  ${line}`).join('\n'))
  if (code !== 0) throw new Error(`the import ended with ${code}`)
  console.log(`the last import had at most ${memory} MB`)
}

async function killAfter(child: ChildProcess, isTime: () => boolean): Promise<void> {
  const ended = once(child, 'exit')
  child.stdout?.resume()
  let memory = 0
  const watch = setInterval(() => {
    memory = Math.max(memory, memoryOf(child))
    if (isTime()) child.kill('SIGKILL')
  }, 20)
  const [code, signal] = await ended
  clearInterval(watch)
  console.log(`  an import ended by ${signal ?? code}, with at most ${memory} MB`)
}

/** The bytes of a database and its write-ahead log. */
function sizeOf(file: string): number {
  const sizes = [file, `${file}-wal`].map(name => statSync(name, { throwIfNoEntry: false })?.size ?? 0)
  return sizes.reduce((sum, size) => sum + size)
}

/** The highest memory of a process so far, in MB. */
function memoryOf({ pid }: ChildProcess): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}

async function start(directory: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [MAIN, 'start', '--config', 'my.yaml'], { cwd: directory })
  for await (const line of createInterface(child.stderr)) {
    if (line.includes('Latchstring serves')) {
      child.stderr.resume()
      return child
    }
  }
  throw new Error('the service ended before it was ready')
}

async function viewOf(server: RealServer, names: readonly string[], domain: string): Promise<View[]> {
  const python = process.env['SLIXMPP_PYTHON'] ?? 'python3'
  const rooms = names.map(name => `${name}@${domain}`)
  const args = [VIEW, '127.0.0.1', String(server.clientPort), 'admin@localhost', PASSWORD, ...rooms]
  const child = spawn(python, ['-W', 'ignore', ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [lines, [code]] = await Promise.all([linesOf(child), once(child, 'exit')])
  if (code !== 0) throw new Error(`slixmpp ended with ${code}`)
  return lines.map(line => JSON.parse(line))
}

async function linesOf(child: ChildProcess): Promise<string[]> {
  const lines: string[] = []
  if (child.stdout) for await (const line of createInterface(child.stdout)) lines.push(line)
  return lines
}

function compare(before: readonly View[], after: readonly View[]): void {
  const counts = { settings: 0, affiliations: 0, messages: 0 }
  const others = new Map<string, number>()
  for (const [index, old] of before.entries()) {
    const now = after[index]
    for (const [name, value] of Object.entries(old.settings)) {
      if (now === undefined || !(name in now.settings)) continue
      counts.settings++
      if (spelt(value) !== spelt(now.settings[name]))
        tally(others, `the setting ${name}: ${spelt(value)} is ${spelt(now.settings[name])}`)
    }
    counts.affiliations += Object.keys(old.affiliations).length
    if (spelt(old.affiliations) !== spelt(now?.affiliations)) tally(others, 'affiliations')
    counts.messages += old.messages.length
    if (spelt(old.messages) !== spelt(now?.messages)) tally(others, 'messages')
  }
  console.log(`compared in ${before.length} rooms: ${JSON.stringify(counts)}`)
  console.log(
    others.size === 0 ? 'all is equal' : [...others].map(([what, times]) => `NOT EQUAL: ${what} (${times})`).join('\n'),
  )
}

function tally(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

/** A value as text in which the order of keys and of lists of words does not matter, and no value is false or empty. */
function spelt(value: unknown): string {
  if (value === undefined || value === null || value === '' || value === false || value === '0') return ''
  if (value === true || value === '1') return 'yes'
  if (Array.isArray(value)) return JSON.stringify(value.every(it => typeof it === 'string') ? [...value].sort() : value)
  if (typeof value === 'object') return JSON.stringify(Object.entries(value).sort())
  return String(value)
}

/** The old rooms are destroyed with the new addresses; an occupant hears of it. */
async function redirects(server: RealServer, directory: string, name: string): Promise<void> {
  const juliet = new Client(server, 'juliet')
  await juliet.enters(`${name}@${OLD}`, 'Juliet')
  const told = juliet.receives(stanza => stanza.toString().includes('<destroy'))
  for (const options of [['--redirect'], ['--redirect', '--yes']]) {
    const child = importing(server, directory, options)
    const [lines] = await Promise.all([linesOf(child), once(child, 'exit')])
    console.log(
      lines
        .filter((_line, index) => index === 0 || index >= lines.length - 2)
        .map(line => `  ${line}`)
        .join('\n'),
    )
  }
  console.log(`the occupant of ${name} got ${(await told).getChild('x')?.toString()}`)
  await juliet.stops()
}

await main(process.argv.slice(2))
