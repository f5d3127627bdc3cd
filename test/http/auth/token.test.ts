import { createHmac } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import t from 'tap'
import { signToken, verifyToken } from '../../../src/http/auth/token.js'
import { TokenExpired, TokenInvalid } from '../../../src/http/errors/token-refusal.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'

const secret = 'a secret of at least thirty-two characters'
const key = new TextEncoder().encode(secret)
const rules = { secret, userClaim: 'sub' }
const bob = { user: 'bob@example.org', userClaim: 'sub', hours: 1 }

/** A token as another program signs it. */
function signed(claims: Record<string, unknown>, alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(key)
}

t.test('a signed token names its bearer', async t => {
  const token = await signToken(secret, { ...bob, name: 'Bob Builder' })
  const { user, name } = await verifyToken(token, rules)
  t.equal(user.full, 'bob@example.org')
  t.equal(name, 'Bob Builder')
})

t.test('a token lasts the hours it was signed for and holds what the SDK of the family reads', async t => {
  const claims = decodeJwt(await signToken(secret, { ...bob, hours: 0.5 }))
  t.equal(Number(claims.exp) - Number(claims.iat), 1800)
  t.match(claims, {
    sub: 'bob@example.org',
    user: { id: userIdOf('bob@example.org'), loginEmail: 'bob@example.org' },
    app: { id: String, name: String },
    countRenewed: 0,
    maxTokenRenew: 0,
  })
})

t.test('a user id is 24 hexadecimal digits, the same for the same bare JID', async t => {
  t.match(userIdOf('bob@example.org'), /^[0-9a-f]{24}$/)
  t.equal(userIdOf('bob@example.org'), userIdOf('bob@example.org'))
  t.not(userIdOf('bob@example.org'), userIdOf('bob@example.com'))
})

t.test('an expired token is distinguished from an invalid one', async t => {
  const token = await signToken(secret, { ...bob, hours: -1 })
  await t.rejects(verifyToken(token, rules), new TokenExpired())
  await t.rejects(verifyToken(token, rules), { message: 'jwt expired' })
  await t.rejects(verifyToken(token, { ...rules, secret: `${secret}!` }), TokenInvalid)
})

t.test('a token of another secret, another algorithm or none is refused', async t => {
  const other = await signToken(`${secret}!`, bob)
  await t.rejects(verifyToken(other, rules), new TokenInvalid('its signature is not from the secret of this service'))
  await t.rejects(
    verifyToken(await signed({ sub: bob.user }, 'HS384'), rules),
    new TokenInvalid('it must be signed with HS256'),
  )
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const unsigned = `${part({ alg: 'none' })}.${part({ sub: bob.user })}`
  const mac = createHmac('sha256', key).update(unsigned).digest('base64url')
  for (const token of [`${unsigned}.`, `${unsigned}.${mac}`, unsigned, '', 'a.b.c', '..', 'é'.repeat(5000)]) {
    await t.rejects(verifyToken(token, rules), { name: 'TokenInvalid' }, token.slice(0, 60))
  }
})

t.test('a changed payload is refused', async t => {
  const [header, , signature] = (await signToken(secret, bob)).split('.')
  const payload = Buffer.from(JSON.stringify({ sub: 'eve@example.org' })).toString('base64url')
  await t.rejects(verifyToken(`${header}.${payload}.${signature}`, rules), TokenInvalid)
})

t.test('the user must be a bare JID, and is prepared', async t => {
  for (const sub of ['bob', 'example.org', 'bob@example.org/phone', 'b b@example.org', '', 7, { a: 1 }, undefined]) {
    await t.rejects(
      verifyToken(await signed({ sub }), rules),
      { name: 'TokenInvalid', message: /bare JID/ },
      String(sub),
    )
  }
  const { user } = await verifyToken(await signed({ sub: 'Bob@Example.ORG' }), rules)
  t.equal(user.full, 'bob@example.org')
})

t.test('the claim that holds the user can be another one', async t => {
  const token = await signToken(secret, { ...bob, userClaim: 'jid' })
  t.equal((await verifyToken(token, { secret, userClaim: 'jid' })).user.bare, 'bob@example.org')
  await t.rejects(verifyToken(token, rules), TokenInvalid)
})

t.test('a token that is not valid yet is refused', async t => {
  const token = await signed({ sub: bob.user, nbf: Math.floor(Date.now() / 1000) + 3600 })
  await t.rejects(verifyToken(token, rules), { name: 'TokenInvalid', message: /"nbf"/ })
})

t.test('a name loses characters that other users must not see', async t => {
  const nameOf = async (name: unknown) => (await verifyToken(await signed({ sub: bob.user, name }), rules)).name
  t.equal(await nameOf(' Bob\u0000\n\u202eBuilder '), 'Bob Builder')
  t.equal(await nameOf('👩‍🚀'), '👩‍🚀')
  t.equal((await nameOf('😀'.repeat(1000)))?.length, 512)
  for (const none of ['', ' \u0007', 5, null]) t.equal(await nameOf(none), undefined)
})
