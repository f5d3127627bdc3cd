import { decodeJwt, decodeProtectedHeader } from 'jose'
import t from 'tap'
import { userIdOf } from '../../src/rooms-api/user-id.js'
import { MOST_TOKENS } from '../../src/tokens/issue.js'
import { HOUR, JULIET, ROMEO, tokenService } from './token-service.js'

t.test("a token has the claims that the API family's SDK reads, its user and its scope", async t => {
  const { issues, clock, tokens } = tokenService(t)
  const { token, stored } = await issues({ name: 'Romeo Montague', hours: 2 })
  const claims = decodeJwt(token)
  t.strictSame(claims, {
    countRenewed: 0,
    maxTokenRenew: 30,
    user: { id: userIdOf(ROMEO), loginEmail: ROMEO },
    app: { id: 'latchstring', name: 'Latchstring' },
    name: 'Romeo Montague',
    iss: 'latchstring',
    sub: ROMEO,
    jti: claims.jti,
    scope: 'links rooms',
    iat: clock.now / 1000,
    exp: clock.now / 1000 + 7200,
  })
  t.match(decodeProtectedHeader(token), { alg: 'HS256', typ: 'JWT', kid: /^latchstring-[0-9a-f]{16}$/ })
  t.match(claims.jti, /^[0-9a-f]{32}$/)
  t.equal(stored.id, tokens.signer.idOf(String(claims.jti)))
})

t.test('the store contains neither the token nor a part of it', async t => {
  const { issues, store } = tokenService(t)
  const { token, stored } = await issues()
  const found = await store.lookUp({ apiToken: stored.id })
  t.strictSame(found.apiToken, stored)
  const kept = JSON.stringify(found)
  for (const part of [...token.split('.'), String(decodeJwt(token).jti)]) t.notMatch(kept, part)
})

t.test('a token is valid for the configured hours by default', async t => {
  const { issues, clock } = tokenService(t)
  t.equal((await issues()).stored.expiresAt, clock.now + 24 * HOUR)
})

t.test('an admin of the service has the scope admin, and may get a token with less', async t => {
  const { issues } = tokenService(t, { admins: [ROMEO] })
  t.strictSame((await issues()).stored.scopes, ['links', 'rooms', 'admin'])
  t.strictSame((await issues({ scopes: ['links'] })).stored.scopes, ['links'])
  t.strictSame((await issues({ user: JULIET })).stored.scopes, ['links', 'rooms'])
})

t.test('a token never exceeds the scopes of its user or of the token that requests it', async t => {
  const { issues, lists } = tokenService(t, { admins: [JULIET] })
  const refused = { name: 'TokenRefusal', reason: 'wider-scope' }
  await t.rejects(issues({ scopes: ['links', 'admin'] }), refused)
  await t.rejects(issues({ scopes: ['links', 'rooms'], callerScopes: ['links'] }), refused)
  await t.rejects(issues({ user: JULIET, scopes: ['admin'], callerScopes: ['links', 'rooms'] }), refused)
  t.strictSame((await issues({ user: JULIET, callerScopes: ['links'] })).stored.scopes, ['links'])
  t.strictSame(await lists(), [])
})

t.test(`a user has at most ${MOST_TOKENS} tokens, counted per user and also for concurrent requests`, async t => {
  const { issues, lists } = tokenService(t)
  const asked = await Promise.allSettled(Array.from({ length: MOST_TOKENS + 2 }, () => issues()))
  const refused = asked.filter(({ status }) => status === 'rejected')
  t.match(refused, [{ reason: { reason: 'too-many-tokens' } }, { reason: { reason: 'too-many-tokens' } }])
  t.equal((await lists()).length, MOST_TOKENS)
  await issues({ user: JULIET })
})

t.test('a sign-in beyond the limit replaces the least recently renewed token of the same kind', async t => {
  const { issues, renews, lists, clock } = tokenService(t)
  await issues({ label: 'bot' })
  const renewed = await issues()
  clock.now += 1
  const { stored: oldest } = await issues()
  clock.now += 1
  await renews(String(decodeJwt(renewed.token).jti))
  for (let i = 3; i < MOST_TOKENS; i++) await issues()
  const before = await lists()
  const { stored: latest } = await issues({ replacesOldest: true })
  const ids = (tokens: readonly { id: string }[]) => tokens.map(({ id }) => id).sort()
  t.strictSame(ids(await lists()), ids([...before.filter(({ id }) => id !== oldest.id), latest]))
  await t.rejects(issues({ label: 'x', replacesOldest: true }), { name: 'TokenRefusal', reason: 'too-many-tokens' })
})

t.test('expired tokens do not count, and the next change deletes them from the store', async t => {
  const { issues, lists, store, clock } = tokenService(t)
  const { stored } = await issues({ hours: 1 })
  clock.now += HOUR
  t.strictSame(await lists(), [])
  t.strictSame((await store.lookUp({ apiToken: stored.id })).apiToken, stored)
  await issues({ user: JULIET })
  t.equal((await store.lookUp({ apiToken: stored.id })).apiToken, undefined)
})

t.test('a token that fails to commit is not issued', async t => {
  const { issues, lists, store } = tokenService(t)
  store.failNextCommit()
  await t.rejects(issues(), { name: 'StanzaError', condition: 'internal-server-error' })
  t.strictSame(await lists(), [])
})
