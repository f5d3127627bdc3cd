import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import t from 'tap'
import { signToken, verifyToken } from '../src/http/auth/token.js'
import { keyServer, signer } from './http/signers.js'
import { fileFor, JWT_SECRET, latchstring, serving } from './main-process.js'

t.test('token issues a token that the running service accepts immediately, lists and revokes', async t => {
  const { cwd, url } = await serving(t)
  const options = ['--config', 'my.yaml', '--scope', 'links', '--label', 'bot']
  const { out, err, code } = await latchstring(['token', 'Bob@Example.org', ...options], { cwd })
  t.match({ err, code }, { err: '', code: 0 })
  t.match(out, /^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  const asks = async (method: string, path: string) => {
    const answer = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${out.trim()}` } })
    return { status: answer.status, body: (await answer.json()) as { data: { tokenId: string }[] } }
  }
  const listed = await asks('GET', '/api/v1/tokens')
  t.match(listed.body.data, [{ label: 'bot', scopes: ['links'], isCurrent: true }])
  t.match(decodeJwt(out.trim()), { sub: 'bob@example.org', scope: 'links' })
  t.match(await asks('DELETE', `/api/v1/tokens/${listed.body.data[0]?.tokenId}`), { status: 200 })
  t.match(await asks('GET', '/api/v1/tokens'), { status: 401 })
})

t.test('a refused token exits with 1 and reports the reason', async t => {
  const { cwd } = await serving(t)
  const token = (...options: string[]) => latchstring(['token', 'bob@h', '--config', 'my.yaml', ...options], { cwd })
  t.match(await token('--scope', 'links admin'), { out: '', err: /only these scopes of yours: links rooms/, code: 1 })
  writeFileSync(join(cwd, 'my.yaml'), fileFor(1, 30).replace('rooms.sqlite', 'elsewhere.sqlite'))
  t.match(await token(), { out: '', err: /no database at elsewhere\.sqlite/, code: 1 })
})

t.test('a secret, a public key file and a JWKS URL work together', async t => {
  const [one, other] = [await signer('RS256'), await signer('ES256', 'a')]
  const keys = await keyServer(t, [other.jwk])
  const jwt = `{secret: ${JWT_SECRET}, publicKeyFile: key.pem, jwksUrl: "${keys.url}"}`
  const { url } = await serving(t, { jwt, files: { 'key.pem': one.pem } })
  const sub = 'bob@example.org'
  const tokens = [await one.signs({ sub }), await other.signs({ sub })]
  tokens.push(await signToken(JWT_SECRET, { user: sub, userClaim: 'sub', hours: 1 }))
  const statusOf = async (token: string) =>
    (await fetch(`${url}/api/v1/tokens`, { headers: { authorization: `Bearer ${token}` } })).status
  for (const token of tokens) t.equal(await statusOf(token), 200)
  t.equal(await statusOf(await (await signer('RS256')).signs({ sub })), 401)
})

t.test('without a file, token signs with the secret in the environment', async t => {
  const env = { LATCHSTRING_JWT_SECRET: JWT_SECRET }
  const { out } = await latchstring(['token', 'bob@h', '--hours', '0.5', '--scope', 'rooms'], { cwd: t.testdir(), env })
  const { user, scopes } = await verifyToken(out.trim(), { secret: JWT_SECRET, userClaim: 'sub' })
  t.match({ user: user.full, scopes }, { user: 'bob@h', scopes: ['rooms'] })
})

t.test('without a file and an environment, token generates and keeps a secret that only the user can read', async t => {
  const cwd = t.testdir()
  const kept = join(cwd, 'var', 'secrets.json')
  const first = await latchstring(['token', 'bob@h'], { cwd })
  const secret = JSON.parse(readFileSync(kept, 'utf8')).jwtSecret
  t.equal(statSync(kept).mode & 0o777, 0o600)
  const second = await latchstring(['token', 'bob@h'], { cwd })
  for (const { out } of [first, second]) {
    t.equal((await verifyToken(out.trim(), { secret, userClaim: 'sub' })).user.full, 'bob@h')
  }
})
