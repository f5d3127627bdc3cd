import { SignJWT } from 'jose'
import t from 'tap'
import { verifyToken } from '../../../src/http/auth/token.js'
import type { TokenRules } from '../../../src/http/auth/token-rules.js'

const secret = 'a secret of at least thirty-two characters'

/** The user whom these claims name by the rules. Rejects with the refusal. */
async function userOf(claims: Record<string, unknown>, rules: Pick<TokenRules, 'userClaim' | 'domains'>) {
  const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))
  return (await verifyToken(token, { secret, ...rules })).user.full
}

t.test('a template makes the address of claims that hold no address', async t => {
  const userClaim = '{preferred_username}@example.org'
  t.equal(await userOf({ preferred_username: 'Romeo' }, { userClaim }), 'romeo@example.org')
  t.equal(await userOf({ preferred_username: 'eve@evil.org' }, { userClaim }), 'eve\\40evil.org@example.org')
})

t.test('a claim that makes no address refuses the token with the reason, and without the value', async t => {
  const rules = { userClaim: '{name}@example.org' }
  for (const [claims, message] of [
    [{}, /^it has no claim "name"$/],
    [{ name: null }, /^it has no claim "name"$/],
    [{ name: 7 }, /"name" is not a text/],
    [{ name: ['a'] }, /"name" is not a text/],
    [{ name: '' }, /"name" is empty/],
    [{ name: 'x'.repeat(1024) }, /"name" is longer than 1023 characters/],
    [{ name: 'a\u0007b' }, /^its claim "name" cannot be the name of a user in an XMPP address$/],
  ] as const) {
    await t.rejects(userOf(claims, rules), { name: 'TokenInvalid', message })
  }
  await t.rejects(userOf({}, { userClaim: '{toString}@example.org' }), { message: /has no claim "toString"/ })
  await t.rejects(userOf({ a: ' ', b: 'x' }, { userClaim: '{a}{b}@h' }), { message: /"a" with "b"/ })
})

t.test('a claim with a whole address names a user of the listed domains only, if there is a list', async t => {
  const rules = { userClaim: 'email', domains: ['example.org', 'example.net'] }
  t.equal(await userOf({ email: 'Romeo@Example.NET' }, rules), 'romeo@example.net')
  const message = /"email" names a user of another domain than example.org and example.net/
  await t.rejects(userOf({ email: 'eve@evil.org' }, rules), { name: 'TokenInvalid', message })
  t.equal(await userOf({ email: 'eve@evil.org' }, { userClaim: 'email' }), 'eve@evil.org')
})
