import { once } from 'node:events'
import t from 'tap'
import WebSocket from 'ws'
import { scenario } from '../scenario/index.js'

/** `open`, or the HTTP status that refuses the connection. */
async function knocks(url: string, { protocols = ['xmpp'], origin = '' }: { protocols?: string[]; origin?: string }) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/xmpp-websocket`, protocols, origin ? { origin } : {})
  const [outcome] = await Promise.race([
    once(socket, 'open').then(() => ['open']),
    once(socket, 'unexpected-response').then(([request, response]) => {
      request.destroy()
      return [response.statusCode]
    }),
  ])
  if (outcome === 'open') socket.terminate()
  return outcome
}

t.test('RFC 7395 §3.1: a WebSocket without the subprotocol xmpp is refused', async t => {
  const { url } = await scenario(t)
  t.equal(await knocks(url, { protocols: [] }), 400)
  t.equal(await knocks(url, { protocols: ['chat', 'mqtt'] }), 400)
  t.equal(await knocks(url, { protocols: ['chat', 'xmpp'] }), 'open')
})

t.test('RFC 6455 §10.2: a page of another site is refused, a client without a page is not', async t => {
  const { url } = await scenario(t)
  for (const origin of ['https://example.org', 'http://rooms.example', 'https://rooms.example:8443', 'null']) {
    t.equal(await knocks(url, { origin }), 403, origin)
  }
  t.equal(await knocks(url, { origin: 'https://rooms.example' }), 'open')
  t.equal(await knocks(url, {}), 'open')
})

t.test('a request that wants no WebSocket is refused, and the service goes on', async t => {
  const { url } = await scenario(t)
  t.equal((await fetch(`${url}/xmpp-websocket`)).status, 400)
  t.equal(await knocks(url, {}), 'open')
})

for (const [key, status] of [
  ['connectionsPerAddress', 429],
  ['connections', 503],
] as const) {
  t.test(`beyond guests.${key} a connection is refused with ${status}`, async t => {
    const { url } = await scenario(t, { guests: { [key]: 2 } })
    const address = `${url.replace('http', 'ws')}/xmpp-websocket`
    const [one, two] = [new WebSocket(address, 'xmpp'), new WebSocket(address, 'xmpp')]
    await Promise.all([once(one, 'open'), once(two, 'open')])
    t.equal(await knocks(url, {}), status)
    one.terminate()
    // The service notices the end when it does; until then it refuses.
    while ((await knocks(url, {})) !== 'open');
    two.terminate()
  })
}

for (const bounds of [{ connectionsPerAddress: 3 }, { connections: 3 }]) {
  const [key] = Object.keys(bounds)
  t.test(`the WebSockets of guests that come without a proxy use up no limits.${key}`, async t => {
    const { url } = await scenario(t, { limits: bounds })
    const address = `${url.replace('http', 'ws')}/xmpp-websocket`
    const sockets = []
    for (let n = 0; n < 6; n++) {
      const socket = new WebSocket(address, 'xmpp')
      sockets.push(socket)
      await once(socket, 'open')
    }
    t.equal((await fetch(`${url}/xmpp-websocket`)).status, 400)
    for (const socket of sockets) socket.terminate()
  })
}
