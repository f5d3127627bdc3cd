import { once } from 'node:events'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import WebSocket from 'ws'
import { startLatchstring } from '../../src/app/latchstring.js'
import { embeddedConfig } from '../../src/config/config.js'
import { startDevServer } from '../../src/dev-server/index.js'
import { PROXIES, startProxy } from './proxies.js'

const MOST_REQUESTS = 20

/** A Latchstring as the files in config/proxy/ want it. Gives the port for the proxy. */
async function latchstringBehindProxy(t: Test): Promise<number> {
  const server = await startDevServer({ components: [{ domain: 'rooms.example.org', secret: 's' }] })
  t.teardown(() => server.close())
  const config = embeddedConfig({
    xmpp: { service: `xmpp://127.0.0.1:${server.ports.component}`, domain: 'rooms.example.org', secret: 's' },
    http: { port: 0, publicUrl: 'https://example.org/chat/', trustedProxies: ['127.0.0.1'] },
    auth: { jwt: { secret: 'a secret of at least thirty-two characters' } },
    store: { sqlite: { path: ':memory:' } },
    limits: { requestsPerAddress: MOST_REQUESTS },
  })
  const latchstring = await startLatchstring(config, pino({ level: 'silent' }))
  t.teardown(() => latchstring.stop())
  return latchstring.httpPort
}

/** How a client at an address of the loopback asks for a path. */
type Asked = { readonly path: string; readonly from?: string; readonly host?: string; readonly forwarded?: string }

async function asks(port: number, { path, from = '127.0.0.1', host = 'example.org', forwarded }: Asked) {
  const headers = { host, accept: 'text/html', ...(forwarded ? { 'x-forwarded-for': forwarded } : {}) }
  const asked = request({
    ...{ host: '127.0.0.1', port, path, localAddress: from, headers, agent: false },
    ...{ servername: host, rejectUnauthorized: false },
  })
  const [response] = await once(asked.end(), 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

for (const kind of PROXIES) {
  t.test(`config/proxy/${kind.file}: ${kind.name} passes pages, client addresses and WebSockets on`, async t => {
    const proxy = await startProxy(kind, await latchstringBehindProxy(t))
    if ('skip' in proxy) return t.plan(0, proxy.skip)
    t.teardown(() => proxy.stop())

    t.test('the path of the public URL is taken away, and a missing slash at its end is added', async t => {
      const page = await asks(proxy.port, { path: '/chat/', from: '127.0.0.10' })
      t.match(page, { status: 200, body: /<h1/, headers: { 'strict-transport-security': /^max-age=\d+$/ } })
      const ping = await asks(proxy.port, { path: '/chat/api/rainbow/ping', from: '127.0.0.10' })
      t.match(ping, { status: 200 })
      t.match(await asks(proxy.port, { path: '/chat', from: '127.0.0.10' }), {
        status: /^30[18]$/,
        headers: { location: /\/chat\/$/ },
      })
    })

    t.test('a limit counts by the address of the client, which a header of its own does not change', async t => {
      const statuses = new Set<number>()
      for (let i = 0; i < MOST_REQUESTS; i++)
        statuses.add((await asks(proxy.port, { path: '/chat/api/rainbow/ping', from: '127.0.0.20' })).status)
      t.same([...statuses], [200])
      const more = { path: '/chat/api/rainbow/ping', from: '127.0.0.20' }
      t.match(await asks(proxy.port, more), { status: 429 })
      t.match(await asks(proxy.port, { ...more, forwarded: '192.0.2.7' }), { status: 429 })
      t.match(await asks(proxy.port, { ...more, from: '127.0.0.21' }), { status: 200 })
    })

    t.test('XEP-0156: the domain of the rooms tells where the WebSocket is, and serves nothing else', async t => {
      const rooms = { host: 'rooms.example.org', from: '127.0.0.30' }
      for (const path of ['/.well-known/host-meta', '/.well-known/host-meta.json']) {
        const answer = await asks(proxy.port, { ...rooms, path })
        t.match(answer, { status: 200, body: 'wss://example.org/chat/xmpp-websocket' }, path)
      }
      const other = await asks(proxy.port, { ...rooms, path: '/api/rainbow/ping' })
      t.notMatch(other.body, /"status":"OK"/i)
    })

    t.test('a WebSocket is passed on with its subprotocol, in both directions', async t => {
      const socket = new WebSocket(`wss://127.0.0.1:${proxy.port}/chat/xmpp-websocket`, 'xmpp', {
        ...{
          headers: { host: 'example.org' },
          origin: 'https://example.org',
          servername: 'example.org',
          rejectUnauthorized: false,
        },
      })
      t.teardown(() => socket.terminate())
      await once(socket, 'open')
      t.equal(socket.protocol, 'xmpp')
      socket.send(`<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='rooms.example.org' version='1.0'/>`)
      const [answer] = await once(socket, 'message')
      t.match(String(answer), /^<open [^>]*xmlns="urn:ietf:params:xml:ns:xmpp-framing"/)
    })
  })
}
