import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import type { StoredEvent } from '../../src/events/event.js'
import { post } from '../../src/webhook-delivery/post.js'

const secret = `whsec_${Buffer.alloc(32).toString('base64')}`
const room = 'orchard@rooms.localhost'
const event: StoredEvent = { id: 'a'.repeat(32), position: 1, kind: 'room.made', at: 0, room, by: '', details: {} }

/** Posts to a receiver that does this when it is asked. */
async function posted(t: Test, answers: (socket: Socket, stop: () => void) => void) {
  const stop = new AbortController()
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.once('data', () => answers(socket, () => stop.abort()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => void server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return post({ url, secret }, event, { isAllowed: () => true, signal: stop.signal, now: 0 })
}

t.test('a receiver that switches protocols, which Node.js answers nothing to, does not hold up the stop', async t => {
  const outcome = await posted(t, (socket, stop) => {
    socket.once('close', stop)
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
  })
  t.match(outcome, { reason: 'This operation was aborted' })
})

t.test('the status is believed before a body that has no end or is malformed', async t => {
  for (const body of ['ZZZ', '1\r\na\r\n']) {
    const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
    t.equal(await posted(t, socket => socket.write(`${head}${body}`)), undefined)
  }
})

t.test('without TLS nothing is posted to a public address', async t => {
  const how = { isAllowed: () => false, signal: new AbortController().signal, now: 0 }
  t.match(await post({ url: 'http://192.0.32.10/', secret }, event, how), { reason: /with https alone/ })
})
