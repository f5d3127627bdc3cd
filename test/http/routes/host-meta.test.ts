import t from 'tap'
import { scenario } from '../../scenario/index.js'

const SOCKET = 'wss://rooms.example/xmpp-websocket'
const REL = 'urn:xmpp:alt-connections:websocket'

t.test('XEP-0156: web clients of any site learn where the WebSocket is', async t => {
  const { url } = await scenario(t)
  const [xrd, json] = await Promise.all(['', '.json'].map(end => fetch(`${url}/.well-known/host-meta${end}`)))
  for (const answer of [xrd, json]) t.equal(answer?.headers.get('access-control-allow-origin'), '*')
  t.match(xrd?.headers.get('content-type'), /^application\/xrd\+xml/)
  t.ok((await xrd?.text())?.includes(`<Link rel="${REL}" href="${SOCKET}"/>`))
  t.match(json?.headers.get('content-type'), /^application\/json/)
  t.strictSame(await json?.json(), { links: [{ rel: REL, href: SOCKET }] })
})

t.test('without guests there is no WebSocket, and none is announced', async t => {
  const { url } = await scenario(t, { guests: { enabled: false } })
  t.equal((await fetch(`${url}/.well-known/host-meta.json`)).status, 404)
})
