import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { JWK } from 'jose'
import t, { type Test } from 'tap'
import { type IssuerTimes, keysOfIssuer } from '../../../src/http/auth/issuer-keys.js'
import { verifyToken } from '../../../src/http/auth/token.js'
import { KeysUnreachable, TokenInvalid } from '../../../src/http/errors/token-refusal.js'
import { restApi } from '../rest.js'
import { keyServer, signer } from '../signers.js'

const sub = 'bob@example.org'
const CONFIGURATION = '/.well-known/openid-configuration'

/** A provider whose configuration a test may change. It counts how often it is read. */
async function provider(t: Test, keys: readonly JWK[]) {
  const { url: jwks_uri, shown: ofKeys } = await keyServer(t, keys)
  const shown = {
    asked: [] as string[],
    answer: undefined as { status: number; body: string; location?: string } | undefined | 'silence',
  }
  const content: Record<string, unknown> = { jwks_uri }
  const server = createServer(({ url = '' }, response) => {
    shown.asked.push(url)
    if (shown.answer === 'silence') return
    const { status, body, location = '' } = shown.answer ?? { status: 200, body: JSON.stringify(content) }
    response.writeHead(status, { 'content-type': 'application/json', ...(location && { location }) }).end(body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  content['issuer'] = issuer
  return { issuer, shown, ofKeys, content }
}

function rulesFor(issuer: string, times: Partial<IssuerTimes> = {}) {
  const logged: unknown[][] = []
  const note = (...line: unknown[]) => void logged.push(line)
  const { keys, read } = keysOfIssuer(issuer, { info: note, warn: note }, times)
  const rules = { userClaim: 'sub', issuer, audience: ['us'], publicKeys: [keys], isOfProvider: true } as const
  return { rules, read, logged }
}

const inAnHour = () => Math.floor(Date.now() / 1000) + 3600

t.test('the configuration of a provider is read once, however many tokens come', async t => {
  const { jwk, signs } = await signer('ES256', 'a')
  const { issuer, shown, ofKeys } = await provider(t, [jwk])
  const { rules } = rulesFor(issuer)
  const token = await signs({ sub, iss: issuer, aud: 'us', exp: inAnHour() })
  for (const { user } of await Promise.all([1, 2, 3].map(() => verifyToken(token, rules)))) t.equal(user.bare, sub)
  t.same(shown.asked, [CONFIGURATION])
  t.equal(ofKeys.asked, 1)
})

t.test('Discovery §4.1: an issuer may end with a slash', async t => {
  const { jwk, signs } = await signer('ES256', 'a')
  const { issuer, shown, content } = await provider(t, [jwk])
  content['issuer'] = `${issuer}/tenant/`
  const { rules } = rulesFor(`${issuer}/tenant/`)
  t.equal(
    (await verifyToken(await signs({ sub, iss: `${issuer}/tenant/`, aud: 'us', exp: inAnHour() }), rules)).user.bare,
    sub,
  )
  t.same(shown.asked, [`/tenant${CONFIGURATION}`])
})

t.test('a token of a provider must be for us, expire, and be an access or an ID token', async t => {
  const { jwk, signs } = await signer('ES256', 'a')
  const { issuer } = await provider(t, [jwk])
  const { rules } = rulesFor(issuer)
  const right = { sub, iss: issuer, aud: ['others', 'us'], exp: inAnHour() }
  await verifyToken(await signs(right), rules)
  for (const [claims, message] of [
    [{ ...right, aud: 'others' }, /"aud" is not the one/],
    [{ ...right, aud: undefined }, /"aud" is not the one/],
    [{ ...right, iss: undefined }, /"iss" is not the one/],
    [{ ...right, iss: `${issuer}/` }, /"iss" is not the one/],
    [{ ...right, exp: undefined }, /it does not expire/],
  ] as const) {
    await t.rejects(verifyToken(await signs(claims), rules), { name: 'TokenInvalid', message }, String(message))
  }
  const other = await signer('ES256', 'a', 'logout+jwt')
  await t.rejects(verifyToken(await other.signs(right), rules), { message: /neither an access token nor an ID token/ })
})

for (const [title, answer] of Object.entries({
  'an error': { status: 500, body: '{}' },
  'no JSON': { status: 200, body: '<html>' },
  'no object': { status: 200, body: 'null' },
  'another issuer': { status: 200, body: '{"issuer":"https://evil.example","jwks_uri":"http://127.0.0.1:1/"}' },
  'without end': { status: 200, body: `{"issuer":"${'x'.repeat(300_000)}` },
  'a way elsewhere': { status: 302, body: '', location: '/elsewhere' },
  nothing: 'silence' as const,
})) {
  t.test(`Discovery §4.3: when the answer is ${title}, tokens cannot be verified, and the log says why`, async t => {
    const { jwk, signs } = await signer('ES256', 'a')
    const { issuer, shown, ofKeys } = await provider(t, [jwk])
    shown.answer = answer
    const { rules, logged, read } = rulesFor(issuer, { timeout: 1000, pause: 0 })
    await read()
    const token = await signs({ sub, iss: issuer, aud: 'us', exp: inAnHour() })
    await t.rejects(verifyToken(token, rules), KeysUnreachable)
    t.match(logged, [
      [{ url: `${issuer}${CONFIGURATION}`, reason: String }, /auth\.oidc\.issuer/],
      [{ reason: String }, String],
    ])
    t.equal(ofKeys.asked, 0)
    t.ok(shown.asked.every(path => path === CONFIGURATION))
    shown.answer = undefined
    t.equal((await verifyToken(token, rules)).user.bare, sub)
  })
}

t.test('the keys must be at an https address, or on this machine if the provider is', async t => {
  const { issuer, content, shown } = await provider(t, [])
  const right = content['jwks_uri']
  const { logged, read } = rulesFor(issuer, { pause: 0 })
  for (const wrong of [
    'http://id.example.org/keys',
    'ftp://127.0.0.1/',
    'file:///etc/passwd',
    'https://u:p@id.example.org/',
    7,
    undefined,
  ]) {
    content['jwks_uri'] = wrong
    await read()
  }
  t.equal(logged.length, 6)
  t.match(logged, Array(6).fill([{ reason: /^its jwks_uri is .*, which is no https address$/ }]))
  content['jwks_uri'] = right
  await read()
  t.match(logged.at(-1), [{ issuer, jwksUri: right }])
  t.equal(shown.asked.length, 7)
})

t.test('after a failure it pauses, and once read the configuration stays while it cannot be read again', async t => {
  const { jwk, signs } = await signer('ES256', 'a')
  const { issuer, shown, ofKeys } = await provider(t, [jwk])
  const token = await signs({ sub, iss: issuer, aud: 'us', exp: inAnHour() })
  shown.answer = { status: 503, body: '' }
  const paused = rulesFor(issuer)
  for (let n = 0; n < 3; n++) await t.rejects(verifyToken(token, paused.rules), KeysUnreachable)
  t.equal(shown.asked.length, 1)
  shown.answer = undefined
  const { rules, read } = rulesFor(issuer, { readFor: 0, pause: 0 })
  await verifyToken(token, rules)
  shown.answer = { status: 503, body: '' }
  await read()
  t.equal((await verifyToken(token, rules)).user.bare, sub)
  t.equal(ofKeys.asked, 1)
})

t.test('a provider that moves its keys is followed', async t => {
  const [old, fresh] = [await signer('ES256', 'a'), await signer('ES256', 'a')]
  const { issuer, content } = await provider(t, [old.jwk])
  const { rules, read } = rulesFor(issuer, { readFor: 0, pause: 0 })
  const claims = { sub, iss: issuer, aud: 'us', exp: inAnHour() }
  await verifyToken(await old.signs(claims), rules)
  content['jwks_uri'] = (await keyServer(t, [fresh.jwk])).url
  await read()
  await verifyToken(await fresh.signs(claims), rules)
  await t.rejects(verifyToken(await old.signs(claims), rules), TokenInvalid)
})

t.test('over REST the caller gets Retry-After while the provider is away, and other tokens work', async t => {
  const { signs } = await signer('ES256', 'a')
  const { issuer, shown } = await provider(t, [])
  shown.answer = { status: 503, body: '' }
  const { rules } = rulesFor(issuer)
  const api = restApi(t, { oidc: rules })
  const token = await signs({ sub, iss: issuer, aud: 'us', exp: inAnHour() })
  t.match(await api.holder(sub, token).gets('/users/me'), {
    status: 503,
    body: { errorDetailsCode: 503000 },
    headers: { 'retry-after': '10' },
  })
  t.match(await (await api.person(sub)).gets('/users/me'), { status: 200 })
})
