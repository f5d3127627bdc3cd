import { decodeJwt } from 'jose'
import t from 'tap'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { basic, LOGIN, peopleApi } from '../people.js'
import { restApi } from '../rest.js'

const URLS = LOGIN.replace('login', 'urls')
const romeo = 'romeo@example.org'
const WRONG = { errorCode: 401, errorMsg: 'Unauthorized', errorDetails: String, errorDetailsCode: 401500 }
const LOCKED = { errorCode: 401, errorMsg: 'Unauthorized', errorDetails: String, errorDetailsCode: 401501 }

t.test('a sign-in answers with a token and the user, at the top level', async t => {
  const api = await peopleApi(t)
  const { status, body, headers } = await api.signsIn(romeo, 'O Juliet')
  t.equal(status, 200)
  t.equal(headers['cache-control'], 'no-store')
  t.match(body, {
    loggedInUser: {
      id: userIdOf(romeo),
      loginEmail: romeo,
      displayName: 'romeo',
      jid_im: romeo,
      jid_tel: `tel_${romeo}`,
      jid_password: 'O Juliet',
      companyId: /^[0-9a-f]{24}$/,
      guestMode: false,
      isTerminated: false,
      roles: ['user'],
    },
    loggedInApplication: { id: 'latchstring', name: 'Latchstring' },
  })
  t.match(decodeJwt(String(body['token'])), {
    user: { id: userIdOf(romeo), loginEmail: romeo },
    app: { id: 'latchstring' },
    countRenewed: 0,
    maxTokenRenew: Number,
    iat: Number,
    exp: Number,
  })
})

t.test(
  'the name may be the local part alone, in capitals, with what the clients of the family send besides',
  async t => {
    const api = await peopleApi(t)
    const extra = { 'x-rainbow-app-auth': 'Basic YTpi', 'content-type': 'application/json', accept: 'application/json' }
    for (const login of ['romeo', 'Romeo', 'ROMEO@Example.ORG']) {
      t.match(await api.signsIn(login, 'O Juliet', extra), { status: 200, body: { loggedInUser: { jid_im: romeo } } })
    }
  },
)

t.test('a wrong password, an unknown name, a foreign one and none at all are answered alike', async t => {
  const api = await peopleApi(t)
  const first = await api.signsIn('romeo', 'wrong')
  t.match(first, { status: 401, body: WRONG, headers: { 'www-authenticate': /^Basic realm=/ } })
  for (const login of ['nobody', 'romeo@elsewhere.org', 'a@b@c', '', 'ro meo', '\u0000', 'x'.repeat(2000)]) {
    const answer = await api.signsIn(login, 'O Juliet')
    t.strictSame([answer.status, answer.body], [401, first.body], JSON.stringify(login.slice(0, 20)))
  }
  t.same(api.troubles, [])
})

t.test('a header without a name and a password is refused', async t => {
  const api = await peopleApi(t)
  for (const authorization of [
    undefined,
    '',
    'Basic',
    'Basic !',
    'Basic cm9tZW8=',
    'Bearer null',
    basic('', '').authorization,
  ]) {
    const headers = authorization === undefined ? {} : { authorization }
    t.match(
      await api.ask({ method: 'GET', url: LOGIN, headers }),
      { status: 401, body: WRONG },
      authorization ?? 'none',
    )
  }
})

t.test('a password may have colons and any other characters', async t => {
  const api = await peopleApi(t)
  api.server.addAccount('juliet', 'R:o:\u2764 meo')
  t.match(await api.signsIn('juliet', 'R:o:\u2764 meo'), { status: 200 })
})

t.test('a password may be in ISO 8859-1, as the SDK of the family writes it', async t => {
  const api = await peopleApi(t)
  api.server.addAccount('juliet', 'cr\u00e8me')
  const authorization = `Basic ${Buffer.from('juliet:cr\u00e8me', 'latin1').toString('base64')}`
  t.match(await api.ask({ method: 'GET', url: LOGIN, headers: { authorization } }), { status: 200 })
  t.match(await api.signsIn('juliet', 'cr\u00e8me'), { status: 200 })
})

t.test('after 5 failures an account is locked for 60 minutes, also for the right password', async t => {
  const api = await peopleApi(t, { rules: { failuresPerAccount: 5 } })
  for (let i = 0; i < 5; i++) t.match(await api.signsIn(romeo, 'wrong'), { status: 401, body: WRONG })
  const locked = await api.signsIn('Romeo', 'O Juliet')
  t.match(locked, { status: 401, body: LOCKED, headers: { 'retry-after': '3600', 'www-authenticate': /^Basic/ } })
  api.clock.now += 60 * 60_000 - 1
  t.match(await api.signsIn(romeo, 'O Juliet'), { status: 401, body: LOCKED })
  api.clock.now += 1
  t.match(await api.signsIn(romeo, 'O Juliet'), { status: 200 })
})

t.test('an unknown account is locked in the same way', async t => {
  const api = await peopleApi(t, { rules: { failuresPerAccount: 1 } })
  for (const login of ['nobody', 'nobody@elsewhere.org']) {
    t.match(await api.signsIn(login, 'x'), { status: 401, body: WRONG })
    t.match(await api.signsIn(login, 'x'), { status: 401, body: LOCKED })
  }
})

t.test('a success clears the failures of the account, but not those of the address', async t => {
  const api = await peopleApi(t, { rules: { failuresPerAccount: 2, failuresPerAddress: 3 } })
  for (let i = 0; i < 2; i++) {
    t.match(await api.signsIn(romeo, 'wrong'), { body: WRONG })
    t.match(await api.signsIn(romeo, 'O Juliet'), { status: 200 })
  }
  t.match(await api.signsIn('nobody', 'x'), { body: WRONG })
  t.match(await api.signsIn(romeo, 'O Juliet'), { status: 401, body: LOCKED }, 'the address is locked')
})

t.test('concurrent attempts count like consecutive ones', async t => {
  const api = await peopleApi(t, { rules: { failuresPerAccount: 5 } })
  const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => api.signsIn(romeo, `guess ${i}`)))
  t.equal(answers.filter(({ status }) => status === 401).length, 5)
  const others = answers.filter(({ status }) => status !== 401)
  t.match(others[0], { status: 429, body: { errorDetailsCode: 429000 }, headers: { 'retry-after': '1' } })
})

t.test('X-Forwarded-For counts behind a trusted proxy only', async t => {
  const tries = async (trustedProxies: string[]) => {
    const api = await peopleApi(t, { rules: { failuresPerAddress: 1 }, trustedProxies })
    await api.signsIn('romeo', 'wrong', { 'x-forwarded-for': '192.0.2.1' })
    const another = await api.signsIn('romeo', 'O Juliet', { 'x-forwarded-for': '192.0.2.2' })
    const same = await api.signsIn('romeo', 'O Juliet', { 'x-forwarded-for': '198.51.100.7, 192.0.2.1' })
    return [another.status, same.status]
  }
  t.same(await tries([]), [401, 401])
  t.same(await tries(['10.0.0.0/8']), [401, 401], 'it is not this one')
  t.same(await tries(['127.0.0.1']), [200, 401], 'what the client wrote itself is not believed')
})

t.test('if password sign-in is disabled, it is refused with the reason', async t => {
  const api = restApi(t)
  const answer = await api.ask({ method: 'GET', url: LOGIN, headers: basic('romeo', 'O Juliet') })
  t.match(answer, {
    status: 403,
    body: { errorDetails: /^Password sign-in is disabled/, errorDetailsCode: 403000 },
  })
})

t.test('if the XMPP server cannot be reached, the answer is 503, not a wrong password', async t => {
  const api = await peopleApi(t, { rules: { failuresPerAccount: 1 } })
  await api.server.close()
  const refused = { status: 503, body: { errorMsg: 'Service Unavailable', errorDetailsCode: 503000 } }
  for (let i = 0; i < 2; i++) t.match(await api.signsIn(romeo, 'O Juliet'), refused, 'and nothing is counted')
  t.match(api.troubles, [/ECONNREFUSED/, /ECONNREFUSED/])
})

t.test('a user who has signed in can be named by the id', async t => {
  const api = await peopleApi(t)
  const known = async () => (await api.storage.store.lookUp({ users: [userIdOf(romeo)] })).users
  t.same(await known(), [])
  for (let i = 0; i < 2; i++) await api.signsIn('romeo', 'O Juliet')
  t.same(await known(), [{ jid: romeo, id: userIdOf(romeo), profile: {} }])
})

t.test('a sign-in that cannot be stored returns no token', async t => {
  const api = await peopleApi(t)
  api.storage.failNextCommit()
  t.match(await api.signsIn(romeo, 'O Juliet'), { status: 500, body: { token: undefined } })
  t.match(await api.signsIn(romeo, 'O Juliet'), { status: 200, body: { token: String } })
})

t.test('no password gets into the log', async t => {
  const api = await peopleApi(t)
  await api.signsIn(romeo, 'O Juliet')
  await api.signsIn(romeo, 'swordfish')
  const log = api.logged.join('')
  t.match(log, '"route":"/api/rainbow/authentication/v1.0/login","status":200')
  for (const secret of ['O Juliet', 'swordfish', basic(romeo, 'O Juliet').authorization]) t.notMatch(log, secret)
})

t.test('the URLs for signing in are public', async t => {
  const api = restApi(t)
  const headers = { authorization: 'Bearer null', 'content-type': 'application/json' }
  const url = `${URLS}?useBackchannelPolling=false&uid=romeo%40example.org`
  const base = 'https://rooms.example.org/api/rainbow/authentication/v1.0'
  const { status, body } = await api.ask({ method: 'GET', url, headers })
  t.strictSame(
    [status, body],
    [200, { data: [{ type: 'RAINBOW', loginUrl: `${base}/login`, logoutUrl: `${base}/logout` }] }],
  )
})
