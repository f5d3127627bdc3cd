import { decodeJwt } from 'jose'
import t from 'tap'
import { signToken } from '../../../src/http/auth/token.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { peopleApi } from '../people.js'
import { jwt, restApi } from '../rest.js'

const BASE = '/api/rainbow/authentication/v1.0'
const romeo = 'romeo@example.org'
const REVOKED = { status: 401, body: { errorCode: 401, errorDetails: /revoked/, errorDetailsCode: 401000 } }

/** The API, and romeo, who has signed in. */
async function signInAnswer(t: Parameters<typeof peopleApi>[0]) {
  const api = await peopleApi(t)
  const token = String((await api.signsIn(romeo, 'O Juliet')).body['token'])
  const asks = (path: string, bearer = token) =>
    api.ask({ method: 'GET', url: `${BASE}/${path}`, headers: { authorization: `Bearer ${bearer}` } })
  return { ...api, token, asks }
}

t.test('a token is renewed, and the answer is that of a sign-in', async t => {
  const { asks, token } = await signInAnswer(t)
  const { status, body, headers } = await asks('renew')
  t.match({ status, headers }, { status: 200, headers: { 'cache-control': 'no-store' } })
  t.match(body, { loggedInUser: { id: userIdOf(romeo), jid_im: romeo }, loggedInApplication: { id: 'latchstring' } })
  t.notOk('jid_password' in Object(body['loggedInUser']), 'the password is not kept')
  const renewed = String(body['token'])
  t.match(decodeJwt(renewed), { countRenewed: 1, user: { id: userIdOf(romeo), loginEmail: romeo } })
  for (const good of [token, renewed]) t.match(await asks('validator', good), { status: 200, body: { status: 'OK' } })
})

t.test('a sign-out revokes the token, however often it was renewed, and no other', async t => {
  const { asks, token, signsIn } = await signInAnswer(t)
  const other = String((await signsIn(romeo, 'O Juliet')).body['token'])
  const renewed = String((await asks('renew')).body['token'])
  const { status, body } = await asks('logout', renewed)
  t.strictSame([status, body], [200, { status: `${romeo} is signed out`, data: [] }])
  for (const ended of [token, renewed]) t.match(await asks('validator', ended), REVOKED)
  t.match(await asks('renew'), REVOKED)
  t.match(await asks('logout'), REVOKED)
  t.match(await asks('validator', other), { status: 200 })
})

t.test('several sign-outs at once succeed, or are refused because the token is revoked', async t => {
  const { asks } = await signInAnswer(t)
  const answers = await Promise.all([asks('logout'), asks('logout'), asks('logout')])
  t.equal(answers[0]?.status, 200)
  // A request that arrives after the first commit carries a revoked token.
  for (const answer of answers) t.match(answer, answer.status === 200 ? { status: 200 } : REVOKED)
  t.match(await asks('validator'), REVOKED)
})

t.test('a token of another signer is valid, cannot be renewed, and outlives a sign-out', async t => {
  const { asks } = await signInAnswer(t)
  const foreign = await signToken(jwt.secret, { user: romeo, userClaim: 'sub', hours: 1 })
  t.match(await asks('validator', foreign), { status: 200 })
  const refused = { status: 403, body: { errorDetails: /^Another signer made/, errorDetailsCode: 403000 } }
  t.match(await asks('renew', foreign), refused)
  t.match(await asks('logout', foreign), { status: 200 })
  t.match(await asks('validator', foreign), { status: 200 })
})

t.test('without a valid token, renewal, sign-out and check are refused', async t => {
  const api = restApi(t)
  const expired = await signToken(jwt.secret, { user: romeo, userClaim: 'sub', hours: -1 })
  for (const path of ['renew', 'logout', 'validator']) {
    const url = `${BASE}/${path}`
    t.match(await api.ask({ method: 'GET', url }), { status: 401, body: { errorDetailsCode: 401000 } }, path)
    const late = await api.ask({ method: 'GET', url, headers: { authorization: `Bearer ${expired}` } })
    t.match(late, { status: 401, body: { errorDetails: 'jwt expired' } }, path)
  }
})

t.test('a renewal and a sign-out that cannot be stored have no effect', async t => {
  const { asks, token, storage } = await signInAnswer(t)
  for (const path of ['renew', 'logout']) {
    storage.failNextCommit()
    t.match(await asks(path), { status: 500, body: { token: undefined } })
  }
  t.match(decodeJwt(String((await asks('renew', token)).body['token'])), { countRenewed: 1 })
})
