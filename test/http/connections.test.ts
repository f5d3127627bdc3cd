import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { restApi } from './rest.js'

const GET = 'GET /api/rainbow/ping HTTP/1.1\r\nHost: x\r\n\r\n'

/** A server with limits, and those who connect to it from an address of this machine. */
async function listening(t: Test, bounds: { connections?: number; connectionsPerAddress?: number }, trusted = ['']) {
  const connections = { connections: 0, connectionsPerAddress: 0, requestSeconds: 30, ...bounds }
  const { app } = restApi(t, { connections, trustedProxies: trusted.filter(one => one !== '') })
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

/** Whether somebody answers at the other end. */
async function isServed(socket: Socket): Promise<boolean> {
  socket.write(GET)
  return Promise.race([once(socket, 'data').then(() => true), once(socket, 'close').then(() => false)])
}

t.test('one address has so many connections, and when one is closed there is room again', async t => {
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

t.test('a trusted proxy has as many as there may be in all', async t => {
  const { open } = await listening(t, { connections: 4, connectionsPerAddress: 1 }, ['127.0.0.0/30'])
  for (let n = 0; n < 4; n++) t.ok(await isServed(await open('127.0.0.1')))
  t.notOk(await isServed(await open('127.0.0.1')))
  t.notOk(await isServed(await open('127.0.0.9')))
})
