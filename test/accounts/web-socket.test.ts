import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { FoundSocket } from '../../src/accounts/web-socket.js'
import { startEjabberd } from '../servers/ejabberd.js'

const SOCKET = 'wss://example.org/xmpp-websocket'
const REL = 'urn:xmpp:alt-connections:websocket'
const JSON_PATH = '/.well-known/host-meta.json'
const XRD_PATH = '/.well-known/host-meta'
const MINUTE = 60_000

const json = (...links: readonly object[]) => JSON.stringify({ links })
const xrd = (...links: readonly string[]) =>
  `<?xml version='1.0' encoding='utf-8'?>\n<!-- Ours -->\n<XRD xmlns='http://docs.oasis-open.org/ns/xri/xrd-1.0'>${links.join('')}</XRD>\n`

/** A web server that has these texts, where `-> URL` is a redirect, and the search for a WebSocket there. */
async function place(t: Test, texts: Record<string, string>) {
  const asked: string[] = []
  const server = createServer(({ url = '' }, answer) => {
    asked.push(url)
    const text = texts[url]
    if (text?.startsWith('-> ')) answer.writeHead(302, { location: text.slice(3) }).end()
    else answer.writeHead(text === undefined ? 404 : 200).end(text ?? 'nothing')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { texts, asked, ...search(`http://127.0.0.1:${port}`) }
}

function search(origin: string) {
  const warnings: string[] = []
  const clock = { now: 0 }
  const log = { info: () => undefined, warn: (said: { reason: string }) => warnings.push(said.reason) }
  return { clock, warnings, socket: new FoundSocket({ origin, log, now: () => clock.now }) }
}

t.test('XEP-0156 §3: the address is found as JSON', async t => {
  const { texts, socket, asked } = await place(t, {})
  texts[JSON_PATH] = json(
    { rel: 'urn:xmpp:alt-connections:xbosh', href: 'https://example.org/bosh' },
    { rel: REL, href: SOCKET },
  )
  await socket.look()
  t.equal(socket.url, SOCKET)
  t.same(asked, [JSON_PATH])
})

t.test('XEP-0156 §3: without JSON it is found as XRD, also behind a comment', async t => {
  const link = `<Link rel='${REL}' href='wss://example.org/ws?a=1&amp;b=2'/>`
  const { socket } = await place(t, { [XRD_PATH]: xrd(`<Link rel='lrdd' href='x'/>`, link) })
  await socket.look()
  t.equal(socket.url, 'wss://example.org/ws?a=1&b=2')
})

t.test('it is found as XRD where the site answers the path of the JSON with a page', async t => {
  const { socket } = await place(t, {
    [JSON_PATH]: '<!doctype html>',
    [XRD_PATH]: xrd(`<Link rel='${REL}' href='${SOCKET}'/>`),
  })
  await socket.look()
  t.equal(socket.url, SOCKET)
})

t.test('redirects are followed, but not for ever and not to another protocol', async t => {
  const told = json({ rel: REL, href: SOCKET })
  const { socket, texts, warnings } = await place(t, { '/elsewhere': told })
  texts[JSON_PATH] = '-> https://127.0.0.1:9/elsewhere'
  await socket.look()
  texts[JSON_PATH] = `-> ${JSON_PATH}`
  await socket.look()
  t.equal(socket.url, undefined)
  t.match(warnings, [/leads to https:/, /leads to http:/])
  texts[JSON_PATH] = '-> /elsewhere'
  await socket.look()
  t.equal(socket.url, SOCKET)
})

t.test('what is no address of an encrypted WebSocket is not used, and the log says why', async t => {
  const { socket, texts, warnings } = await place(t, {})
  const wrong = [
    json({ rel: REL, href: 'ws://example.org/ws' }),
    json({ rel: REL, href: 'https://example.org/ws' }),
    json({ rel: REL, href: 'wss://user:secret@example.org/ws' }),
    json({ rel: REL, href: "wss://example.org/ws; script-src 'unsafe-inline'" }),
    json({ rel: REL, href: 'wss://*/ws' }),
    json({ rel: REL, href: 'wss://example.org;sandbox/ws' }),
    json({ rel: REL }),
    '{"links": 1}',
    'null',
    '<html>',
    ' '.repeat(300_000),
  ]
  for (const text of wrong) {
    texts[JSON_PATH] = text
    await socket.look()
    t.equal(socket.url, undefined, text.slice(0, 60))
  }
  delete texts[JSON_PATH]
  for (const text of [xrd(), '<XRD>', '']) {
    texts[XRD_PATH] = text
    await socket.look()
    t.equal(socket.url, undefined, text)
  }
  t.equal(warnings.length, wrong.length + 3)
})

t.test('a found address is looked up again after an hour, a missing one after five minutes', async t => {
  const { socket, texts, asked, clock } = await place(t, {})
  const looks = () => asked.filter(path => path === JSON_PATH).length
  await socket.look()
  clock.now += 5 * MINUTE - 1
  t.equal(socket.url, undefined)
  t.equal(looks(), 1)
  texts[JSON_PATH] = json({ rel: REL, href: SOCKET })
  clock.now += 1
  t.equal(socket.url, undefined, 'nobody waits for it')
  while (socket.url === undefined) await new Promise(resolve => setImmediate(resolve))
  t.equal(looks(), 2)
  clock.now += 60 * MINUTE - 1
  t.equal(socket.url, SOCKET)
  t.equal(looks(), 2)
  delete texts[JSON_PATH]
  await socket.look()
  t.equal(socket.url, SOCKET, 'what was found is kept when the server tells nothing')
})

t.test('a server that is not there leaves it unknown', async t => {
  const { socket, warnings } = search('http://127.0.0.1:9')
  await socket.look()
  t.equal(socket.url, undefined)
  t.match(warnings, [/fetch failed/])
})

t.test('ejabberd tells it (mod_host_meta)', async t => {
  const server = await startEjabberd({ privilege: true })
  if ('skip' in server) return t.plan(0, server.skip)
  t.teardown(() => server.stop())
  const { socket } = search(`http://localhost:${server.webSocketPort}`)
  await socket.look()
  t.equal(socket.url, 'wss://localhost/xmpp-websocket')
})
