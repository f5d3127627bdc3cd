import { decodeJwt } from 'jose'
import t from 'tap'
import { HOUR, JULIET, tokenService } from './token-service.js'

t.test('renewing a token keeps its id and restarts its lifetime', async t => {
  const { issues, renews, lists, clock } = tokenService(t)
  const issued = await issues({ hours: 3 })
  const { jti } = decodeJwt(issued.token)
  clock.now += HOUR
  const renewed = await renews(String(jti))
  t.match(decodeJwt(renewed.token), { jti, countRenewed: 1, exp: clock.now / 1000 + 3 * 3600, scope: 'links rooms' })
  t.strictSame(await lists(), [
    { ...issued.stored, expiresAt: clock.now + 3 * HOUR, renewedAt: clock.now, renewals: 1 },
  ])
})

t.test('a token is renewed at most the configured number of times', async t => {
  const { issues, renews } = tokenService(t)
  const jti = String(decodeJwt((await issues()).token).jti)
  for (let i = 0; i < 30; i++) await renews(jti)
  await t.rejects(renews(jti), { name: 'TokenRefusal', reason: 'renewed-too-often', message: /30 times/ })
})

t.test("a revoked, expired, unknown or another user's token is not renewed", async t => {
  const { issues, renews, revokes, clock } = tokenService(t)
  const jtiOf = ({ token }: { token: string }) => String(decodeJwt(token).jti)
  const [revoked, expired, others] = [await issues(), await issues({ hours: 1 }), await issues({ user: JULIET })]
  await revokes(revoked.stored.id)
  clock.now += HOUR
  for (const jti of [jtiOf(revoked), jtiOf(expired), jtiOf(others), 'x']) {
    await t.rejects(renews(jti), { name: 'TokenRefusal', reason: 'unknown-token' })
  }
})

t.test('a renewal that fails to commit has no effect', async t => {
  const { issues, renews, lists, store } = tokenService(t)
  const { token, stored } = await issues()
  store.failNextCommit()
  await t.rejects(renews(String(decodeJwt(token).jti)), { name: 'StanzaError', condition: 'internal-server-error' })
  t.strictSame(await lists(), [stored])
})
