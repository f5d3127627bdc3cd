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

/** Starts a Latchstring and its server, each in a process of its own. `options` are for node. */
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
      const entry = JSON.parse(line)
      lines.push(entry)
      if (entry.event === 'started') resolve(entry.port)
    })
  })
  /** Sends SIGTERM and waits for the exit. Returns the exit code and the events of the log. */
  const stops = async () => {
    child.kill('SIGTERM')
    const [code, signal] = await ended
    return { code, signal, events: lines.map(({ event }) => event) }
  }
  return { server, port, stops, database: join(cwd, 'rooms.sqlite') }
}

/** Sends the head of a request, but never its body. */
async function slowClient(t: Test, port: number): Promise<void> {
  const token = await signToken(JWT_SECRET, { user: 'alice@localhost', userClaim: 'sub', hours: 1 })
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  t.teardown(() => socket.destroy())
  const head = ['POST /api/v1/tokens HTTP/1.1', 'Host: localhost', `Authorization: Bearer ${token}`]
  socket.write(
    `${head.join('\r\n')}\r\nContent-Type: application/json\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n{`,
  )
  // The first data is `100 Continue`: the server has the head and waits for the body.
  await once(socket, 'data')
}

/** Locks the database, as another process could, until the end of the test. */
function locks(t: Test, database: string): void {
  const db = new Sqlite(database)
  t.teardown(() => db.close())
  db.exec('begin immediate')
}

/** Simulates a bug of the service: closing the HTTP server never completes. */
const ENDLESS = "import { Server } from 'node:http'; Server.prototype.close = function () { return this }"

/** Makes a request that has to be stored. Resolves with the status of its answer, or 0 if the connection was cut. */
async function request(port: number): Promise<number> {
  const token = await signToken(JWT_SECRET, { user: 'alice@localhost', userClaim: 'sub', hours: 1 })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ label: 'bot' })
  return fetch(`http://127.0.0.1:${port}/api/v1/tokens`, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => 0,
  )
}

/** Makes requests until one waits behind the batch under way. Returns the statuses of all. */
async function fillQueue(port: number): Promise<Promise<number>[]> {
  const statuses: Promise<number>[] = []
  let metrics = ''
  while (!/^latchstring_works_waiting [1-9]/m.test(metrics)) {
    statuses.push(request(port))
    metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  }
  return statuses
}

t.test('a stop does not wait for a server that hangs', async t => {
  const { server, stops } = await running(t)
  server.signal('SIGSTOP')
  const { code, events } = await stops()
  t.equal(code, 0)
  t.match(events.slice(-2), ['stopping', 'stopped'])
  server.signal('SIGCONT')
})

t.test('a stop does not wait for slow clients or idle connections', async t => {
  const { port, stops } = await running(t)
  const idle = await fetch(`http://127.0.0.1:${port}/health/live`)
  t.equal(idle.status, 200)
  await slowClient(t, port)
  const { code, events } = await stops()
  t.equal(code, 0)
  t.match(events.slice(-2), ['stopping', 'stopped'])
})

t.test('a stop does not wait for a locked database, and refuses the requests that wait', async t => {
  const { port, database, stops } = await running(t)
  locks(t, database)
  const statuses = await fillQueue(port)
  const { code, events } = await stops()
  t.ok((await Promise.all(statuses)).every(status => status === 0 || status === 500))
  t.equal(code, 0)
  t.match(events.slice(-1), ['stopped'])
})

t.test('a stop ends in time when the server, the database and a client hang at once', async t => {
  const { server, port, database, stops } = await running(t)
  locks(t, database)
  await slowClient(t, port)
  server.signal('SIGSTOP')
  const statuses = await fillQueue(port)
  const { code, events } = await stops()
  await Promise.all(statuses)
  server.signal('SIGCONT')
  t.equal(code, 0)
  t.match(events.slice(-1), ['stopped'])
})

t.test('a stop that a bug delays beyond its limit ends without the rest, with exit code 3', async t => {
  const { stops } = await running(t, ['--import', `data:text/javascript,${encodeURIComponent(ENDLESS)}`])
  const { code, events } = await stops()
  t.equal(code, 3)
  t.equal(events.at(-1), 'stop-overdue')
})
