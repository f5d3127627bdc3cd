import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { answersIn } from '../raw.js'
import { NOBODY_WATCHES, restApi } from '../rest.js'

const requestFor = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`

/** A server with limits, and a function that connects to it from an address of this machine. */
async function listening(
  t: Test,
  bounds: { connections?: number; connectionsPerAddress?: number },
  known: { trustedProxies?: string[]; addresses?: string[] } = {},
) {
  const connections = { connections: 0, connectionsPerAddress: 0, requestSeconds: 30, ...bounds }
  const { trustedProxies = [], addresses = [] } = known
  const { app } = restApi(t, { connections, trustedProxies, monitoring: { ...NOBODY_WATCHES, addresses } })
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const open = async (from: string): Promise<Socket> => {
    const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: from })
    t.teardown(() => socket.destroy())
    await once(
      socket.on('error', () => undefined),
      'connect',
    )
    return socket
  }
  return { open }
}

/** Whether the server answers. */
async function isServed(socket: Socket): Promise<boolean> {
  socket.write(requestFor('/api/rainbow/ping'))
  return Promise.race([new Promise<true>(resolve => socket.once('data', () => resolve(true))), closed(socket)])
}

/** Closed in either way: a reset, if the written bytes arrive after the close. */
async function closed(socket: Socket): Promise<false> {
  return new Promise(resolve => socket.once('close', () => resolve(false)))
}

t.test('connections from one address are limited, and a closed one makes room', async t => {
  const { open } = await listening(t, { connectionsPerAddress: 2 })
  const first = await open('127.0.0.1')
  t.ok(await isServed(first))
  t.ok(await isServed(await open('127.0.0.1')))
  t.notOk(await isServed(await open('127.0.0.1')))
  t.ok(await isServed(await open('127.0.0.2')))
  first.end()
  await once(first, 'close')
  t.ok(await isServed(await open('127.0.0.1')))
})

t.test('a trusted proxy is limited by the number in all only', async t => {
  const { open } = await listening(
    t,
    { connections: 4, connectionsPerAddress: 1 },
    { trustedProxies: ['127.0.0.0/30'] },
  )
  for (let n = 0; n < 4; n++) t.ok(await isServed(await open('127.0.0.1')))
  t.notOk(await isServed(await open('127.0.0.1')))
  t.notOk(await isServed(await open('127.0.0.9')))
})

/** The status of the answer to one request with Connection: close; 0 if there is no answer. */
async function statusOf(socket: Socket, path: string): Promise<number> {
  const pieces: Buffer[] = []
  socket.on('data', piece => pieces.push(piece))
  socket.write(requestFor(path))
  await closed(socket)
  return answersIn(Buffer.concat(pieces)).answers[0]?.status ?? 0
}

for (const bounds of [{ connections: 2 }, { connectionsPerAddress: 2 }]) {
  t.test(`full by ${Object.keys(bounds)}, it still answers the monitoring, and nothing else`, async t => {
    const { open } = await listening(t, bounds, { addresses: ['127.0.0.1'] })
    for (let n = 0; n < 2; n++) t.ok(await isServed(await open('127.0.0.1')))
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      t.equal(await statusOf(await open('127.0.0.1'), path), 200, path)
    }
    t.equal(await statusOf(await open('127.0.0.1'), '/api/rainbow/ping'), 503)
  })
}

t.test('the reserved connections are for the monitoring alone, and free again after one answer', async t => {
  const { open } = await listening(t, { connections: 1 }, { addresses: ['127.0.0.1'] })
  t.ok(await isServed(await open('127.0.0.2')))
  t.equal(await statusOf(await open('127.0.0.2'), '/health/live'), 0)
  for (let n = 0; n < 40; n++) t.equal(await statusOf(await open('127.0.0.1'), '/health/live'), 200)
})

t.test('the reserved connections are limited too', async t => {
  const { open } = await listening(t, { connections: 1 }, { addresses: ['127.0.0.1'] })
  t.ok(await isServed(await open('127.0.0.2')))
  for (let n = 0; n < 16; n++) await open('127.0.0.1')
  t.equal(await statusOf(await open('127.0.0.1'), '/health/live'), 0)
})
