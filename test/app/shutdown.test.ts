import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import Sqlite from 'better-sqlite3'
import t, { type Test } from 'tap'
import { signToken } from '../../src/http/auth/token.js'
import { startXmppServer } from '../faults/xmpp-server.js'
import { fileFor, JWT_SECRET, MAIN } from '../main-process.js'

/** A Latchstring and its server, each a process of its own; with options for node. */
async function running(t: Test, options: readonly string[] = []) {
  const server = await startXmppServer('dev')
  if ('skip' in server) throw new Error('the dev server is always there')
  t.teardown(() => server.stop())
  const cwd = t.testdir({
    'my.yaml': fileFor(server.componentPort, 30).replace('secret: s,', `secret: ${server.secret},`),
  })
  const child = spawn(process.execPath, [...options, MAIN, 'start', '--config', 'my.yaml'], {
    cwd,
    env: {},
    stdio: 'pipe',
  })
  t.teardown(() => child.kill('SIGKILL'))
  const lines: Record<string, unknown>[] = []
  const ended = once(child, 'exit')
  const port = await new Promise<number>(resolve => {
    createInterface(child.stderr).on('line', line => {
      const said = JSON.parse(line)
      lines.push(said)
      if (said.event === 'started') resolve(said.port)
    })
  })
  /** Tells it to stop, and waits until it has. */
  const stops = async () => {
    child.kill('SIGTERM')
    const [code, signal] = await ended
    return { code, signal, events: lines.map(({ event }) => event) }
  }
  return { server, port, stops, database: join(cwd, 'rooms.sqlite') }
}

/** A request whose body never comes. */
async function slowClient(t: Test, port: number): Promise<void> {
  const token = await signToken(JWT_SECRET, { user: 'alice@localhost', userClaim: 'sub', hours: 1 })
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  t.teardown(() => socket.destroy())
  const head = ['POST /api/v1/tokens HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${token}`]
  socket.write(
    `${head.join('\r\n')}\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n{`,
  )
  // It says so when it has the head, and waits for the body.
  await once(socket, 'data')
}

/** Another process has the database, and does not let go of it. */
function locks(t: Test, database: string): void {
  const db = new Sqlite(database)
  t.teardown(() => db.close())
  db.exec('begin immediate')
}

/** As if our own code were at fault: what listens for requests never ends. */
const ENDLESS = "import { Server } from 'node:http'; Server.prototype.close = function () { return this }"

/** A request that has to be stored. Resolves with the status of its answer; 0 where the connection was cut. */
async function asks(port: number): Promise<number> {
  const token = await signToken(JWT_SECRET, { user: 'alice@localhost', userClaim: 'sub', hours: 1 })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ label: 'bot' })
  return fetch(`http://127.0.0.1:${port}/api/v1/tokens`, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => 0,
  )
}

/** Asks until a request waits behind the batch that is under way. Gives what becomes of each. */
async function asksMuch(port: number): Promise<Promise<number>[]> {
  const asked: Promise<number>[] = []
  let metrics = ''
  while (!/^latchstring_works_waiting [1-9]/m.test(metrics)) {
    asked.push(asks(port))
    metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  }
  return asked
}

t.test('a stop waits for no server that hangs', async t => {
  const { server, stops } = await running(t)
  server.signal('SIGSTOP')
  const { code, events } = await stops()
  t.equal(code, 0)
  t.match(events.slice(-2), ['stopping', 'stopped'])
  server.signal('SIGCONT')
})

t.test('a stop waits for no client that is slow, nor for one that keeps its connection', async t => {
  const { port, stops } = await running(t)
  const idle = await fetch(`http://127.0.0.1:${port}/health/live`)
  t.equal(idle.status, 200)
  await slowClient(t, port)
  const { code, events } = await stops()
  t.equal(code, 0)
  t.match(events.slice(-2), ['stopping', 'stopped'])
})

t.test('a stop waits for no database that somebody else has, and what waited is refused', async t => {
  const { port, database, stops } = await running(t)
  locks(t, database)
  const asked = await asksMuch(port)
  const { code, events } = await stops()
  t.ok((await Promise.all(asked)).every(status => status === 0 || status === 500))
  t.equal(code, 0)
  t.match(events.slice(-1), ['stopped'])
})

t.test('where all hangs at once, a stop ends in time all the same', async t => {
  const { server, port, database, stops } = await running(t)
  locks(t, database)
  await slowClient(t, port)
  server.signal('SIGSTOP')
  const asked = await asksMuch(port)
  const { code, events } = await stops()
  await Promise.all(asked)
  server.signal('SIGCONT')
  t.equal(code, 0)
  t.match(events.slice(-1), ['stopped'])
})

t.test('what has not ended in time by a fault of ours is left, and the exit code says so', async t => {
  const { stops } = await running(t, ['--import', `data:text/javascript,${encodeURIComponent(ENDLESS)}`])
  const { code, events } = await stops()
  t.equal(code, 3)
  t.equal(events.at(-1), 'stop-overdue')
})
