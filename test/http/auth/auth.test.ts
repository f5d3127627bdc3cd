import { createHmac } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import t, { type Test } from 'tap'
import { ownTokens } from '../../../src/http/auth/own-token.js'
import { signToken } from '../../../src/http/auth/token.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { INSTALLATION_KEY } from '../../settings.js'
import { jwt, restApi } from '../rest.js'

const alice = 'alice@example.org'
const own = ownTokens(INSTALLATION_KEY)
const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')

/** The API, and a user with a token of this service. */
async function withOwnToken(t: Test, body: object = {}, options: Parameters<typeof restApi>[1] = {}) {
  const api = restApi(t, options)
  const person = await api.person(alice, { name: 'Alice Liddell' })
  const made = (await person.posts('/api/v1/tokens', { label: 'bot', ...body })).body.data
  return { api, person, id: String(made['tokenId']), bot: api.holder(alice, String(made['token'])) }
}

t.test('a token of this service is valid while it is stored, also after a restart', async t => {
  const { api, bot, person, id } = await withOwnToken(t)
  const made = await bot.posts('/rooms', { name: 'Verona' })
  t.match(made, { status: 200, body: { data: { creator: userIdOf(alice) } } })
  const next = restApi(t, { storage: api.storage })
  t.match(await next.holder(alice, bot.token).gets(`/rooms/${made.body.data['id']}`), { status: 200 })
  t.match(await person.deletes(`/api/v1/tokens/${id}`), { status: 200 })
  const refused = { status: 401, body: { errorDetails: /revoked/, errorDetailsCode: 401000 } }
  t.match(await bot.posts('/rooms', { name: 'Verona' }), refused)
  t.match(await next.holder(alice, bot.token).gets('/api/v1/tokens'), refused)
})

t.test('a token of this service has the scopes it was created with', async t => {
  const { bot } = await withOwnToken(t, { scopes: ['links'] })
  t.match(await bot.posts('/rooms', { name: 'Verona' }), { status: 403, body: { errorDetails: /the scope rooms/ } })
  t.match(await bot.gets('/api/v1/tokens'), { status: 200, body: { data: [{ label: 'bot', isCurrent: true }] } })
})

t.test('a revocation that could not be stored has no effect, and a stored one has it at once', async t => {
  const { api, bot, person, id } = await withOwnToken(t)
  api.storage.failNextCommit()
  t.match(await person.deletes(`/api/v1/tokens/${id}`), { status: 500 })
  t.match(await bot.gets('/api/v1/tokens'), { status: 200 })
  await person.deletes(`/api/v1/tokens/${id}`)
  t.match(await bot.gets('/api/v1/tokens'), { status: 401 })
})

t.test('an expired token of this service is refused with the text on which clients renew it', async t => {
  const { api, bot } = await withOwnToken(t)
  const { jti, exp, ...claims } = decodeJwt(bot.token)
  const stored = { ...(await api.service.lookUp({ apiToken: own.idOf(String(jti)) })).apiToken }
  t.match(stored, { user: alice, label: 'bot' })
  const ended = await new SignJWT({ ...claims, jti: String(jti) })
    .setProtectedHeader({ alg: 'HS256', kid: own.kid })
    .setExpirationTime(Math.floor(Date.now() / 1000) - 1)
    .sign(own.key)
  t.ok(exp)
  t.match(await api.holder(alice, ended).gets('/api/v1/tokens'), { status: 401, body: { errorDetails: 'jwt expired' } })
})

t.test('WWW-Authenticate names the scheme without a token, and the error with a wrong one', async t => {
  const { api, bot } = await withOwnToken(t)
  const challenged = async (headers: Record<string, string>) =>
    (await api.ask({ method: 'GET', url: '/api/v1/tokens', headers })).headers['www-authenticate']
  t.equal(await challenged({}), 'Bearer')
  t.equal(await challenged({ authorization: 'Bearer' }), 'Bearer error="invalid_token"')
  t.equal(await challenged({ authorization: 'Basic YTpi' }), 'Bearer')
  t.equal(await challenged({ authorization: `Bearer ${bot.token}x` }), 'Bearer error="invalid_token"')
})

t.test('a forged token of this service is refused', async t => {
  const { api, bot } = await withOwnToken(t)
  const claims = decodeJwt(bot.token)
  const text = (header: object, content: object) => `${part(header)}.${part(content)}`
  const mac = (key: string | Uint8Array, signed: string) =>
    `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
  const ours = { alg: 'HS256', kid: own.kid }
  const forged = {
    'with the shared secret': mac(jwt.secret, text(ours, claims)),
    'with the key of the installation itself': mac(INSTALLATION_KEY, text(ours, claims)),
    'of another installation': ownTokens(new Uint8Array(32).fill(1)).sign({
      stored: { ...(await api.service.lookUp({ apiTokensOf: alice })).apiTokensOf?.[0] } as never,
      jti: String(claims.jti),
      maxRenewals: 0,
    }),
    unsigned: `${text({ ...ours, alg: 'none' }, claims)}.`,
    'with another algorithm': mac(own.key, text({ ...ours, alg: 'HS512' }, claims)),
    'for another issuer': mac(own.key, text(ours, { ...claims, iss: 'other' })),
    'without its own id': mac(own.key, text(ours, { ...claims, jti: undefined })),
    'that is not stored': mac(own.key, text(ours, { ...claims, jti: 'x' })),
    'by our name, without our mark': mac(jwt.secret, text({ alg: 'HS256', kid: 'latchstring' }, { ...claims, sub: 7 })),
  }
  for (const [how, token] of Object.entries(forged)) {
    t.match(await api.holder(alice, token).gets('/api/v1/tokens'), { status: 401 }, how)
  }
})

t.test('the stored owner wins over the claim of the token', async t => {
  const { api, bot } = await withOwnToken(t)
  const claims = decodeJwt(bot.token)
  const changed = await new SignJWT({ ...claims, sub: 'eve@example.org', scope: 'links rooms admin' })
    .setProtectedHeader({ alg: 'HS256', kid: own.kid })
    .sign(own.key)
  const { body } = await api.holder(alice, changed).posts('/api/v1/tokens', { label: 'x' })
  t.match(decodeJwt(String(body.data['token'])), { sub: alice, scope: 'links rooms' })
})

t.test('a storage failure while a token is looked up is logged, and the request is refused', async t => {
  const { api, bot } = await withOwnToken(t)
  const { store } = api.storage
  store.lookUp = async () => {
    throw new Error('SQLITE_IOERR: a secret path of this machine')
  }
  t.match(await bot.gets('/api/v1/tokens'), { status: 500, body: { errorDetails: /storage failed/ } })
  t.equal(api.faults.length, 1)
})

t.test('no token gets into the log, whether it is valid or not', async t => {
  const { api, bot, person, id } = await withOwnToken(t)
  await person.deletes(`/api/v1/tokens/${id}`)
  const expired = await signToken(jwt.secret, { user: alice, userClaim: 'sub', hours: -1 })
  const narrow = (await api.person(alice, { scope: 'links' })).token
  const tokens = [person.token, bot.token, expired, narrow, `${bot.token}x`, 'hunter2.hunter2.hunter2']
  for (const token of tokens) await api.holder(alice, token).posts('/rooms', { name: 'Verona' })
  const log = api.logged.join('')
  t.match(log, /"status":401/)
  t.match(log, /"status":403/)
  for (const piece of tokens.flatMap(token => token.split('.'))) t.notMatch(log, piece)
})
