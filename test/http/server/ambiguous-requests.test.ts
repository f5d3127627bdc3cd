import { once } from 'node:events'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { signToken } from '../../../src/http/auth/token.js'
import { type Exchange, exchange } from '../raw.js'
import { jwt, restApi } from '../rest.js'

const PING = '/api/rainbow/ping'
const HOST = 'Host: x\r\n'
const GET = `GET ${PING} HTTP/1.1\r\n${HOST}\r\n`
const CHUNKED = 'Transfer-Encoding: chunked\r\n'

async function listening(t: Test, options: Parameters<typeof restApi>[1] = {}) {
  const api = restApi(t, options)
  const { port } = new URL(await api.app.listen({ host: '127.0.0.1', port: 0 }))
  return { api, port: Number(port) }
}

/** The statuses of the answers. Checks that errors have the form of all errors. */
function statuses(t: Test, { answers, rest }: Exchange): number[] {
  t.equal(rest, '')
  for (const { status, headers, body } of answers) {
    t.match(headers, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' })
    if (status >= 400) t.match(JSON.parse(body), { errorCode: status, errorDetailsCode: Number, errorMsg: String })
  }
  return answers.map(({ status }) => status)
}

const REFUSED: Record<string, string> = {
  'length and chunks': `POST ${PING} HTTP/1.1\r\n${HOST}Content-Length: 4\r\n${CHUNKED}\r\n0\r\n\r\n${GET}`,
  'chunks and length': `POST ${PING} HTTP/1.1\r\n${HOST}${CHUNKED}Content-Length: 4\r\n\r\n0\r\n\r\n${GET}`,
  'two lengths': `POST ${PING} HTTP/1.1\r\n${HOST}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`,
  'a list of lengths': `POST ${PING} HTTP/1.1\r\n${HOST}Content-Length: 4, 4\r\n\r\nabcd`,
  'a length with a sign': `POST ${PING} HTTP/1.1\r\n${HOST}Content-Length: +4\r\n\r\nabcd`,
  'a length in hexadecimal': `POST ${PING} HTTP/1.1\r\n${HOST}Content-Length: 0x4\r\n\r\nabcd`,
  'a length beyond all numbers': `POST ${PING} HTTP/1.1\r\n${HOST}Content-Length: 99999999999999999999\r\n\r\n`,
  'chunks that are not last': `POST ${PING} HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
  'chunks by another name': `POST ${PING} HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  'a space before the colon': `POST ${PING} HTTP/1.1\r\n${HOST}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  'a size of a chunk that is none': `POST ${PING} HTTP/1.1\r\n${HOST}${CHUNKED}\r\nzz\r\nx\r\n0\r\n\r\n`,
  'a folded header': `GET ${PING} HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`,
  'a null in a header': `GET ${PING} HTTP/1.1\r\n${HOST}X: a\u0000b\r\n\r\n`,
  'a carriage return alone': `GET ${PING} HTTP/1.1\r\n${HOST}X: a\rY: b\r\n\r\n`,
  'no host': `GET ${PING} HTTP/1.1\r\n\r\n`,
  'two hosts': `GET ${PING} HTTP/1.1\r\n${HOST}Host: y\r\n\r\n`,
  'a host that is none': `GET ${PING} HTTP/1.1\r\nHost: x/../y\r\n\r\n`,
  'HTTP/0.9': `GET ${PING}\r\n\r\n`,
  'HTTP/0.9 with headers': `GET ${PING}\r\n${HOST}\r\n`,
  'HTTP/2 without its preface': `GET ${PING} HTTP/2.0\r\n${HOST}\r\n`,
  'HTTP/1.2': `GET ${PING} HTTP/1.2\r\n${HOST}\r\n`,
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a method that there is not': `FROB ${PING} HTTP/1.1\r\n${HOST}\r\n`,
  'a way through us': `CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n`,
  'a TLS handshake': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
}

t.test('RFC 9112: an ambiguous request is refused once, and the rest of the connection is not read', async t => {
  const { port } = await listening(t)
  for (const [title, request] of Object.entries(REFUSED)) {
    const exchanged = await exchange(port, [request], { ends: true })
    t.strictSame([statuses(t, exchanged), exchanged.isClosed], [[400], true], title)
  }
})

t.test('a client that sends CONNECT and resets the connection ends this connection only', async t => {
  const { api, port } = await listening(t)
  const closed = new Promise(resolve => api.app.server.once('connection', socket => socket.once('close', resolve)))
  const socket = connect({ port, host: '127.0.0.1' })
  socket.write('CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n')
  await once(socket, 'data')
  socket.resetAndDestroy()
  await closed
  t.strictSame(statuses(t, await exchange(port, [GET], { enough: 1 })), [200])
})

const TAKEN: Record<string, [request: string, statuses: number[]]> = {
  'one after the other': [GET.repeat(5), [200, 200, 200, 200, 200]],
  'a whole address': [`GET http://x${PING} HTTP/1.1\r\n${HOST}\r\n`, [200]],
  'a star': [`OPTIONS * HTTP/1.1\r\n${HOST}\r\n`, [404]],
  'an unknown expectation': [`GET ${PING} HTTP/1.1\r\n${HOST}Expect: the-unexpected\r\n\r\n`, [200]],
  'a wish for another protocol': [
    `GET ${PING} HTTP/1.1\r\n${HOST}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    [200],
  ],
  'HTTP/1.0 without a host': [`GET ${PING} HTTP/1.0\r\n\r\n`, [200]],
}

t.test('unusual but unambiguous requests are answered once each, in order', async t => {
  const { port } = await listening(t)
  for (const [title, [request, expected]] of Object.entries(TAKEN)) {
    t.strictSame(statuses(t, await exchange(port, [request], { ends: true })), expected, title)
  }
})

t.test('a client that is slow with headers or a body gets an error and is disconnected', async t => {
  const { port } = await listening(t, {
    connections: { connections: 0, connectionsPerAddress: 0, requestSeconds: 1 },
  })
  const api = '/api/rainbow/enduser/v1.0/users/self-register'
  const body = `POST ${api} HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n`
  for (const request of [`GET ${PING} HTTP/1.1\r\n${HOST}X: `, body, `${body}abc`, 'GET /']) {
    const drops = [request, ...Array.from({ length: 100 }, () => 'x')]
    const exchanged = await exchange(port, drops, { pause: 100 })
    t.strictSame([statuses(t, exchanged), exchanged.isClosed], [[408], true])
  }
})

t.test('earlier requests are answered before the connection is closed because of malformed bytes', async t => {
  const { api, port } = await listening(t)
  const authorization = `Bearer ${await signToken(jwt.secret, { user: 'a@example.org', userClaim: 'sub', hours: 1 })}`
  const body = '{"name":"Verona"}'
  const head = `POST /api/rainbow/enduser/v1.0/rooms HTTP/1.1\r\n${HOST}Authorization: ${authorization}\r\n`
  const make = `${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
  const tunnel = 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n'
  for (const last of ['nonsense\r\n\r\n', tunnel]) {
    t.strictSame(statuses(t, await exchange(port, [`${make}${make}${last}`])), [200, 200, 400], last)
  }
  t.strictSame(api.faults, [])
})

t.test('a client with too many pipelined requests is disconnected, and the rest is not handled', async t => {
  const { api, port } = await listening(t)
  const few = await exchange(port, [GET.repeat(32)], { ends: true })
  t.equal(statuses(t, few).length, 32)
  api.logged.length = 0
  const many = await exchange(port, [GET.repeat(2000)])
  t.equal(many.isClosed, true)
  const done = api.logged.filter(line => line.includes('answered a request')).length
  t.ok(done <= 32, `${done} were done`)
})
