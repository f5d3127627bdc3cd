import { createHmac } from 'node:crypto'
import { jwtVerify } from 'jose'
import t from 'tap'
import { ownTokens } from '../../../src/http/auth/own-token.js'
import { claimsSignedWith } from '../../../src/http/auth/signature.js'
import { INSTALLATION_KEY } from '../../settings.js'
import { jwt, restApi } from '../rest.js'

const alice = 'alice@example.org'
const PATH = '/api/v1/tokens'
const own = ownTokens(INSTALLATION_KEY)
const part = (content: unknown) => Buffer.from(JSON.stringify(content) ?? '').toString('base64url')
const deep = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)
const ODD: unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  9e15,
  'x',
  '',
  '\u0000',
  '💩'.repeat(50),
  [],
  [alice],
  {},
  { toString: 1 },
  deep,
]

function signed(header: unknown, claims: unknown, key: string | Uint8Array): string {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`
}

t.test('a well-signed token with any claims is accepted or refused, never a fault', async t => {
  const api = restApi(t)
  const ours = { alg: 'HS256', kid: own.kid }
  const claims = ['sub', 'name', 'scope', 'exp', 'nbf', 'iat', 'jti', 'iss', 'aud', 'user', '__proto__']
  for (const odd of ODD) {
    for (const claim of claims) {
      const changed = { sub: alice, iss: 'latchstring', jti: 'x', [claim]: odd }
      const answer = await api.holder(alice, signed({ alg: 'HS256' }, changed, jwt.secret)).gets(PATH)
      t.ok([200, 401].includes(answer.status), `${claim}: ${JSON.stringify(odd)?.slice(0, 40)}`)
      t.match(await api.holder(alice, signed(ours, changed, own.key)).gets(PATH), { status: 401 })
    }
    t.match(await api.holder(alice, signed({ alg: 'HS256' }, odd, jwt.secret)).gets(PATH), { status: 401 })
  }
  t.strictSame(api.faults, [])
})

t.test('a token with any header is refused, or left to the other signers', async t => {
  const api = restApi(t)
  const plain = { alg: 'HS256', typ: 'JWT' }
  for (const name of ['alg', 'kid', 'typ', 'crit', 'b64', 'zip', 'jku', 'jwk', 'x5c', 'cty']) {
    for (const odd of ODD) {
      const answer = await api.holder(alice, signed({ ...plain, [name]: odd }, { sub: alice }, jwt.secret)).gets(PATH)
      t.ok([200, 401].includes(answer.status), `${name}: ${JSON.stringify(odd)?.slice(0, 40)}`)
      if (['alg', 'crit'].includes(name) && odd !== undefined) t.equal(answer.status, 401, `${name}`)
    }
  }
  for (const odd of ODD)
    t.match(await api.holder(alice, signed(odd, { sub: alice }, jwt.secret)).gets(PATH), { status: 401 })
})

t.test('a signature by a secret has the outcome that it has in the library', async t => {
  const secret = Buffer.from(jwt.secret)
  const options = { issuer: 'latchstring', audience: 'app', clockTolerance: 5 }
  const right = { sub: alice, iss: 'latchstring', aud: 'app' }
  const plain = { alg: 'HS256' }
  const tokens = ODD.flatMap(odd => [
    ...['iss', 'aud', 'exp', 'nbf', 'iat', 'sub'].map(claim => signed(plain, { ...right, [claim]: odd }, secret)),
    ...['alg', 'crit', 'b64', 'typ'].map(name => signed({ ...plain, [name]: odd }, right, secret)),
    signed(plain, odd, secret),
    signed(odd, right, secret),
    signed(plain, right, part(odd)),
  ])
  const parts = `${part(plain)}.${part(right)}.${part(right)}`
  tokens.push(`${parts}.${createHmac('sha256', secret).update(parts).digest('base64url')}`)
  tokens.push(signed(plain, { ...right, exp: 1 }, secret), `${signed(plain, right, secret)}=`)
  let accepted = 0
  for (const token of tokens) {
    const theirs = await jwtVerify(token, secret, { ...options, algorithms: ['HS256'] }).catch(() => undefined)
    const ours = await claimsSignedWith(token, { secret, algorithm: 'HS256' }, options).catch(() => undefined)
    t.same(ours, theirs?.payload, token)
    if (ours) accepted++
  }
  t.ok(accepted > 20 && accepted < tokens.length - 20, 'some are accepted, some refused')
})

t.test('a token with one character changed, one part more or less, or truncated, is refused', async t => {
  const api = restApi(t)
  const { token: foreign, posts } = await api.person(alice)
  const made = String((await posts(PATH, { label: 'x' })).body.data['token'])
  for (const token of [foreign, made]) {
    const parts = token.split('.')
    // The last character of a signature has unused bits.
    const spoilt = Array.from({ length: token.length - 2 }, (_, at) => at)
      .filter(at => at % 5 === 0)
      .map(at => `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`)
    const cut = [1, 10, 40, 60].map(length => token.slice(0, -length))
    const pieces = [parts.slice(0, 2), parts.slice(1), [...parts, ''], [...parts, parts[2]], [parts[0], '', parts[2]]]
    for (const wrong of [...spoilt, ...cut, ...pieces.map(some => some.join('.'))]) {
      t.match(await api.holder(alice, wrong).gets(PATH), { status: 401 }, wrong)
    }
  }
})
