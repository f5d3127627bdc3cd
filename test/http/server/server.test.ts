import { connect } from 'node:net'
import t from 'tap'
import { signToken } from '../../../src/http/auth/token.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { BASE, jwt, restApi } from '../rest.js'

const alice = 'alice@example.org'
const url = `${BASE}/rooms`
const json = { 'content-type': 'application/json' }

t.test('a request without a valid token is refused, whatever its body', async t => {
  const api = restApi(t)
  const { token } = await api.person(alice)
  const refused = {
    errorCode: 401,
    errorMsg: 'Unauthorized',
    errorDetails: /^(No token|The token is not)/,
    errorDetailsCode: 401000,
  }
  const wrong = ['', 'Bearer', 'Bearer null', 'Basic YTpi', `Bearer ${token}x`, `Bearer ${token} ${token}`, `x${token}`]
  for (const authorization of [undefined, ...wrong]) {
    const headers = { ...json, ...(authorization === undefined ? {} : { authorization }) }
    const answer = await api.ask({ method: 'POST', url, headers, payload: '{broken' })
    t.match(answer, { status: 401, body: refused, headers: { 'www-authenticate': 'Bearer' } }, authorization ?? 'none')
  }
})

t.test('an expired token is refused with the text on which clients renew it', async t => {
  const api = restApi(t)
  const token = await signToken(jwt.secret, { user: alice, userClaim: 'sub', hours: -1 })
  const { status, body } = await api.ask({ method: 'GET', url: `${url}/x`, headers: { authorization: token } })
  t.equal(status, 401)
  t.strictSame(body, {
    errorCode: 401,
    errorMsg: 'Unauthorized',
    errorDetails: 'jwt expired',
    errorDetailsCode: 401000,
  })
})

t.test('a token is accepted after Bearer in any case, and without it', async t => {
  const api = restApi(t)
  const { token } = await api.person(alice)
  for (const authorization of [`Bearer ${token}`, `bearer ${token}`, `BEARER   ${token}`, token]) {
    const answer = await api.ask({ method: 'POST', url, headers: { authorization }, payload: { name: 'Verona' } })
    t.match(answer, { status: 200, body: { data: { creator: userIdOf(alice) } } })
  }
})

t.test('an unknown path is not found, with a token and without', async t => {
  const api = restApi(t)
  const { token } = await api.person(alice)
  const refused = {
    status: 404,
    body: { errorCode: 404, errorMsg: 'Resource Not Found', errorDetails: String, errorDetailsCode: 404000 },
  }
  for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
    t.match(await api.ask({ method: 'GET', url: '/', headers }), refused)
    t.match(await api.ask({ method: 'GET', url: `${BASE}/nothing`, headers }), refused)
    t.match(await api.ask({ method: 'DELETE', url: `${BASE}/nothing`, headers }), refused)
    const headersOfText = { ...headers, 'content-type': 'text/x' }
    t.match(await api.ask({ method: 'POST', url: '/no/thing', headers: headersOfText, payload: 'x' }), refused)
  }
})

t.test('a body that is not JSON, is too large or has another type is refused in the same form', async t => {
  const api = restApi(t)
  const { token } = await api.person(alice)
  const authorization = `Bearer ${token}`
  const post = (payload: string, type = 'application/json') =>
    api.ask({ method: 'POST', url, headers: { authorization, 'content-type': type }, payload })
  t.strictSame((await post('{"name":')).body, {
    errorCode: 400,
    errorMsg: 'Bad Request',
    errorDetails: [{ param: 'body', msg: 'must be valid JSON' }],
    errorDetailsCode: 400000,
  })
  for (const text of ['7', 'null', '"x"', '[[]]', ' ', '']) {
    t.match(await post(text), { status: 400, body: { errorDetails: [{ param: 'body' }], errorDetailsCode: 400000 } })
  }
  const large = await post(JSON.stringify({ name: 'x'.repeat(64 * 1024) }))
  t.match(large, { status: 413, body: { errorCode: 413, errorMsg: 'Payload Too Large', errorDetailsCode: 413000 } })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', 'x']) {
    const refused = { errorCode: 415, errorMsg: 'Unsupported Media Type', errorDetailsCode: 415000 }
    t.match(await post('{"name":"x"}', type), { status: 415, body: refused })
  }
  t.match(await post('{"name":"x"}', 'Application/JSON; charset=utf-8'), { status: 200 })
})

t.test('a JSON content type without a body is no error', async t => {
  const api = restApi(t)
  const { token, posts } = await api.person(alice)
  const { id } = (await posts('/rooms', { name: 'Verona' })).body.data
  const headers = { ...json, authorization: `Bearer ${token}` }
  t.match(await api.ask({ method: 'GET', url: `${url}/${id}`, headers }), { status: 200 })
  t.match(await api.ask({ method: 'PUT', url: `${url}/${id}`, headers }), {
    status: 400,
    body: { errorDetails: [{ param: 'body', msg: /^must be a JSON object/ }] },
  })
})

t.test('keys of the prototype are treated like other keys', async t => {
  const api = restApi(t)
  const { token } = await api.person(alice)
  const payload =
    '{"name":"Verona","__proto__":{"visibility":"public"},"constructor":{"prototype":{"x":1}},"toString":1}'
  const answer = await api.ask({ method: 'POST', url, headers: { ...json, authorization: token }, payload })
  t.match(answer, { status: 200, body: { data: { visibility: 'private' } } })
  t.notOk('x' in {})
})

t.test('a path that cannot be decoded is a bad request', async t => {
  const api = restApi(t)
  const answer = await api.ask({ method: 'GET', url: `${url}/%E0%A4%A` })
  t.match(answer, { status: 400, body: { errorDetails: [{ param: 'url' }], errorDetailsCode: 400000 } })
})

t.test('a fault of the service is logged, and the answer does not describe it', async t => {
  const api = restApi(t)
  api.app.get('/broken', async () => {
    throw new Error('the password is swordfish')
  })
  const { status, body } = await api.ask({ method: 'GET', url: '/broken' })
  t.equal(status, 500)
  t.strictSame(body, {
    errorCode: 500,
    errorMsg: 'Internal Server Error',
    errorDetails: 'The service failed; its log has the details.',
    errorDetailsCode: 500000,
  })
  t.match(
    api.logged.find(line => JSON.parse(line).level === 50),
    /swordfish/,
  )
})

t.test('neither an open invite nor a token gets into the log', async t => {
  const api = restApi(t)
  const { token, posts } = await api.person(alice)
  const roomId = (await posts('/rooms', { name: 'Verona' })).body.data['id']
  const openInviteId = String((await posts('/users/me/public-links/bind', { roomId })).body.data['openInviteId'])
  await posts('/rooms/open-invites', { openInviteId })
  t.match(await api.app.inject(`/${openInviteId}?token=${token}`), { statusCode: 200 })
  await api.ask({ method: 'GET', url: `/${openInviteId}%`, headers: { authorization: token } })
  const log = api.logged.join('')
  t.match(log, '"route":"/api/rainbow/enduser/v1.0/users/:userId/public-links/bind","status":200')
  t.notMatch(log, openInviteId)
  t.notMatch(log, token)
})

t.test('bytes that are not HTTP are answered in the same form', async t => {
  const { app } = restApi(t)
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const answerTo = async (request: string) => {
    const socket = connect(Number(port), '127.0.0.1')
    socket.end(request)
    const [head = '', body = ''] = (await socket.setEncoding('utf8').toArray()).join('').split('\r\n\r\n')
    t.match(head, 'content-type: application/json; charset=utf-8')
    return JSON.parse(body)
  }
  t.match(await answerTo('nonsense\r\n\r\n'), { errorCode: 400, errorDetailsCode: 400000 })
  const long = `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`
  t.match(await answerTo(long), { errorCode: 431, errorDetailsCode: 431000 })
})
