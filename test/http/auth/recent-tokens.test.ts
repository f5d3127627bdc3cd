import { mock } from 'node:test'
import { SignJWT } from 'jose'
import t from 'tap'
import { signToken, verifyToken } from '../../../src/http/auth/token.js'
import { type JwtConfig, tokenRules } from '../../../src/http/auth/token-rules.js'

const secret = 'a secret of at least thirty-two characters'
const UNSET = { secret, publicKeyFile: '', jwksUrl: '', userClaim: 'sub', scopeClaim: '', issuer: '', audience: '' }
const bob = { user: 'bob@example.org', userClaim: 'sub', hours: 1 }

/** The rules of a configuration, with its recent tokens. */
async function rulesOf(more: Partial<JwtConfig> = {}) {
  const config = { ...UNSET, clockTolerance: 0, algorithms: ['HS256'] as const, ...more }
  return tokenRules(config, { warn: () => undefined })
}

t.test('a recent token has the bearer that its verification gives', async t => {
  const { recent, ...rules } = await rulesOf({ scopeClaim: 'scope' })
  for (const more of [{}, { name: 'Bob Builder' }, { scope: 'links' }, { scope: '' }]) {
    const token = await signToken(secret, { ...bob, ...more })
    t.equal(recent?.bearerOf(token), undefined)
    await verifyToken(token, { ...rules, recent })
    t.strictSame(recent?.bearerOf(token), await verifyToken(token, rules))
    t.equal(recent?.bearerOf(`${token}x`), undefined)
  }
})

t.test('a recent token ends in the second in which its verification refuses it', async t => {
  const now = 1_800_000_000
  mock.timers.enable({ apis: ['Date'], now: now * 1000 })
  t.teardown(() => mock.timers.reset())
  for (const clockTolerance of [0, 5]) {
    const { recent, ...rules } = await rulesOf({ clockTolerance })
    const key = new TextEncoder().encode(secret)
    const token = await new SignJWT({ sub: bob.user, exp: now + 10 }).setProtectedHeader({ alg: 'HS256' }).sign(key)
    await verifyToken(token, { ...rules, recent })
    const isValid = () =>
      verifyToken(token, rules).then(
        () => true,
        () => false,
      )
    for (const after of [0, 9.999, 10, 14.999, 15, 20]) {
      mock.timers.setTime((now + after) * 1000)
      t.equal(recent?.bearerOf(token) !== undefined, await isValid(), `tolerance ${clockTolerance}, after ${after} s`)
    }
    mock.timers.setTime(now * 1000)
  }
})

t.test('a token that is refused is no recent one', async t => {
  const rules = await rulesOf()
  for (const token of [await signToken(`${secret}!`, bob), await signToken(secret, { ...bob, hours: -1 })]) {
    await t.rejects(verifyToken(token, rules))
    t.equal(rules.recent?.bearerOf(token), undefined)
  }
})

t.test('tokens are verified each time if their keys can be withdrawn', async t => {
  t.equal((await rulesOf({ jwksUrl: 'http://localhost/keys' })).recent, undefined)
})

t.test('the tokens that were used last are kept, and a bounded number of others', async t => {
  const { recent } = await rulesOf()
  const user = { local: 'bob', domain: 'b', resource: '', bare: 'bob@b', full: 'bob@b' }
  for (let n = 0; n < 5000; n++) {
    recent?.add(`token${n}`, { user }, Number.POSITIVE_INFINITY)
    t.ok(recent?.bearerOf('token0'))
  }
  const kept = Array.from({ length: 5000 }, (_, n) => n).filter(n => recent?.bearerOf(`token${n}`))
  t.ok(kept.length <= 2000 && kept.length >= 1000)
  t.ok(kept.includes(4999))
})
