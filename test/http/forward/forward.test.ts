import { once } from 'node:events'
import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { WebSocket, WebSocketServer } from 'ws'
import type { Place } from '../../../src/cluster/placement.js'
import { textAt } from '../../../src/demo/rest.js'
import { answerTo } from '../../../src/http/errors/error-answer.js'
import { headersFor } from '../../../src/http/errors/error-headers.js'
import { forwardRequests } from '../../../src/http/forward/forward.js'
import { HOP_HEADER, Hops } from '../../../src/http/forward/hop.js'
import { Pipelines } from '../../../src/http/server/pipelines.js'
import { routeUpgrades } from '../../../src/http/server/upgrades.js'
import { freePorts } from '../../servers/ports.js'
import { INSTALLATION_KEY } from '../../settings.js'

const hops = new Hops(INSTALLATION_KEY, Date.now)

/** An instance that tells with each answer who it is and from which address the request came. */
async function instance(t: Test, name: string, given: Place | undefined) {
  const state: { place: Place | undefined; outcomes: string[] } = { place: given, outcomes: [] }
  const app = fastify<Server>()
  routeUpgrades(app.server, new Pipelines(app.server))
  app.setErrorHandler((thrown, { routeOptions: { schema } }, reply) => {
    const { name: kind, body } = answerTo(thrown)
    return reply
      .code(body.errorCode)
      .headers(headersFor(thrown, { name: kind, schema }))
      .send(body)
  })
  const placed = async (bound: number) => {
    const end = performance.now() + Math.min(bound, 300)
    while (state.place === undefined && performance.now() < end) await pause(5)
    return state.place
  }
  const placement = {
    get place() {
      return state.place
    },
    placed,
  }
  forwardRequests(app, { placement, hops, onForwarded: sent => state.outcomes.push(sent) })
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-served-by', name)
  })
  app.all('/echo', async ({ method, body, ip }) => ({ name, method, body, ip }))
  app.get('/health', { config: { isForMonitoring: true } }, async () => ({ name }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  t.teardown(() => app.close())
  return { url: urlOf(app.server), state, app }
}

function urlOf(server: { address(): unknown }): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const json = { 'content-type': 'application/json' }

t.test(
  'a whole request goes to the instance that serves, with the address of its client, and the answer back',
  async t => {
    const holder = await instance(t, 'holder', 'here')
    const spare = await instance(t, 'spare', { url: holder.url })
    const answer = await fetch(`${spare.url}/echo?a=1`, { method: 'POST', headers: json, body: '{"name":"verona"}' })
    t.same(await answer.json(), { name: 'holder', method: 'POST', body: { name: 'verona' }, ip: '127.0.0.1' })
    t.equal(answer.headers.get('x-served-by'), 'holder')
    t.match(await (await fetch(`${spare.url}/echo`)).json(), { name: 'holder', method: 'GET' })
    t.same(await (await fetch(`${spare.url}/health`)).json(), { name: 'spare' }, 'monitoring is of each')
    t.same(spare.state.outcomes, ['answered', 'answered'])
  },
)

t.test('a request makes one hop: an instance that gets a forwarded one serves it or refuses it', async t => {
  const [one, other] = [await instance(t, 'one', undefined), await instance(t, 'other', undefined)]
  one.state.place = { url: other.url }
  other.state.place = { url: one.url }
  const refused = await fetch(`${one.url}/echo`)
  t.equal(refused.status, 503)
  t.match(await refused.json(), { errorDetailsCode: 503_000 })
  t.same(other.state.outcomes, [])
})

t.test('a hop that is signed names the client; a forged, changed or old one is an ordinary request', async t => {
  const holder = await instance(t, 'holder', 'here')
  const ipWith = async (hop: string) => {
    const answer = await fetch(`${holder.url}/echo`, { headers: { [HOP_HEADER]: hop } })
    return textAt(await answer.json(), 'ip')
  }
  const good = hops.sign('192.0.2.7')
  t.equal(await ipWith(good), '192.0.2.7')
  t.equal(await ipWith(hops.sign('2001:db8::1')), '2001:db8::1')
  t.equal(await ipWith(good.replace('192.0.2.7', '192.0.2.8')), '127.0.0.1')
  t.equal(await ipWith(new Hops(new Uint8Array(32).fill(1), Date.now).sign('192.0.2.7')), '127.0.0.1')
  t.equal(await ipWith(new Hops(INSTALLATION_KEY, () => Date.now() - 61_000).sign('192.0.2.7')), '127.0.0.1')
  for (const text of ['', 'a b c', `192.0.2.7 ${Date.now()} ${'é'.repeat(64)}`, `x ${Date.now()} ${'0'.repeat(64)}`]) {
    t.equal(hops.addressIn(text), undefined)
  }
  const spare = await instance(t, 'spare', { url: holder.url })
  const forged = await fetch(`${spare.url}/echo`, { headers: { [HOP_HEADER]: '192.0.2.7 0 00' } })
  t.match(await forged.json(), { name: 'holder', ip: '127.0.0.1' }, 'it is sent on like any other')
})

t.test('a request waits while no instance serves, and is then served here, with its body', async t => {
  const spare = await instance(t, 'spare', undefined)
  const waiting = fetch(`${spare.url}/echo`, { method: 'POST', headers: json, body: '[1]' })
  await once(spare.app.server, 'request')
  spare.state.place = 'here'
  t.match(await (await waiting).json(), { name: 'spare', body: [1] })
})

t.test('a holder that cannot be reached did nothing: the request waits for another one and keeps its body', async t => {
  const [port = 0] = await freePorts(1)
  const spare = await instance(t, 'spare', { url: `http://127.0.0.1:${port}` })
  const waiting = fetch(`${spare.url}/echo`, { method: 'POST', headers: json, body: '[1]' })
  while (spare.state.outcomes.length === 0) await pause(5)
  spare.state.place = 'here'
  t.match(await (await waiting).json(), { name: 'spare', body: [1] })
  t.same(new Set(spare.state.outcomes), new Set(['unreached']))
})

t.test('a holder that dies with a request leaves its outcome unknown; what only reads is asked for again', async t => {
  const holder = createTcpServer((socket: Socket) => socket.once('data', () => socket.resetAndDestroy()))
  await once(holder.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => holder.close())
  const spare = await instance(t, 'spare', { url: urlOf(holder) })
  const answer = await fetch(`${spare.url}/echo`, { method: 'POST', headers: json, body: '[1]' })
  t.equal(answer.status, 503)
  t.equal(answer.headers.get('retry-after'), '1')
  t.match(await answer.json(), { errorDetailsCode: 503_001 })
  const waiting = fetch(`${spare.url}/echo`)
  while (spare.state.outcomes.length < 2) await pause(5)
  spare.state.place = 'here'
  t.match(await (await waiting).json(), { name: 'spare' })
})

t.test('a request goes to the instance that serves, whatever host its target names', async t => {
  const [holder, stranger] = [createServer(), createServer()]
  let requests = 0
  for (const event of ['request', 'upgrade']) stranger.on(event, () => requests++)
  for (const server of [holder, stranger]) {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    t.teardown(() => server.close())
  }
  const spare = await instance(t, 'spare', { url: urlOf(holder) })
  const { host } = new URL(urlOf(stranger))
  const upgrade = { connection: 'upgrade', upgrade: 'websocket' }
  for (const path of [`//${host}/x`, `http://${host}/x`]) {
    const asked = request(spare.url, { path, headers: upgrade }).end()
    const [answer] = await once(asked, 'response')
    t.equal(answer.statusCode, 404, path)
    answer.resume()
  }
  t.equal(requests, 0)
})

t.test('a WebSocket is passed on with all its bytes, and so is the refusal of one', async t => {
  const holder = createServer((request, response) => response.writeHead(403).end(request.url))
  const sockets = new WebSocketServer({ noServer: true })
  const hopOf = new Promise<string | undefined>(resolve => {
    holder.on('upgrade', (request, socket, head) => {
      if (request.url !== '/socket') return socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno')
      resolve(hops.addressIn(request.headers[HOP_HEADER]))
      sockets.handleUpgrade(request, socket, head, webSocket => {
        webSocket.on('message', (bytes, isBinary) => webSocket.send(bytes, { binary: isBinary }))
      })
    })
  })
  await once(holder.listen(0, '127.0.0.1'), 'listening')
  const spare = await instance(t, 'spare', { url: urlOf(holder) })
  const client = new WebSocket(`${spare.url.replace('http', 'ws')}/socket`)
  await once(client, 'open')
  t.equal(await hopOf, '127.0.0.1')
  client.send('x'.repeat(100_000))
  const [echo] = await once(client, 'message')
  t.equal(String(echo).length, 100_000)
  client.close()
  await once(client, 'close')
  const refused = new WebSocket(`${spare.url.replace('http', 'ws')}/elsewhere`)
  refused.on('error', () => undefined)
  const [, answer] = await once(refused, 'unexpected-response')
  t.equal(answer.statusCode, 403)
  t.equal(await text(answer), 'no')
  sockets.close()
  holder.close()
})
