import t from 'tap'
import { keysAt } from '../../../src/http/auth/public-keys.js'
import { verifyToken } from '../../../src/http/auth/token.js'
import { KeysUnreachable, TokenInvalid } from '../../../src/http/errors/token-refusal.js'
import { BASE, restApi } from '../rest.js'
import { keyServer, signer } from '../signers.js'

const sub = 'bob@example.org'

/** The rules for the keys at a URL, and what they log. */
function rulesFor(url: string, times: Parameters<typeof keysAt>[2] = {}) {
  const logged: unknown[] = []
  const log = { warn: (...line: unknown[]) => void logged.push(line) }
  return { rules: { userClaim: 'sub', publicKeys: [keysAt(url, log, times)] }, logged }
}

t.test('the keys are fetched once, however many tokens come', async t => {
  const [one, other] = [await signer('RS256', 'a'), await signer('ES256', 'b')]
  const { shown, url } = await keyServer(t, [one.jwk, other.jwk])
  const { rules } = rulesFor(url)
  const tokens = [await one.signs({ sub }), await other.signs({ sub }), await one.signs({ sub })]
  for (const { user } of await Promise.all(tokens.map(token => verifyToken(token, rules)))) t.equal(user.bare, sub)
  t.equal(shown.asked, 1)
})

t.test(
  'keys are rotated: a new one is fetched when a token names it, and a removed one is no longer valid',
  async t => {
    const [old, fresh] = [await signer('RS256', 'old'), await signer('RS256', 'new')]
    const { shown, url } = await keyServer(t, [old.jwk])
    const { rules } = rulesFor(url, { cooldown: 0, pause: 0 })
    await verifyToken(await old.signs({ sub }), rules)
    shown.keys = [fresh.jwk]
    await verifyToken(await fresh.signs({ sub }), rules)
    await t.rejects(
      verifyToken(await old.signs({ sub }), rules),
      new TokenInvalid('this service does not know the key that signed it'),
    )
  },
)

t.test('tokens with made-up key ids do not cause repeated fetches', async t => {
  const [known, stranger] = [await signer('ES256', 'known'), await signer('ES256', 'made up')]
  const { shown, url } = await keyServer(t, [known.jwk])
  const { rules } = rulesFor(url)
  for (let i = 0; i < 5; i++) await t.rejects(verifyToken(await stranger.signs({ sub }), rules), TokenInvalid)
  t.equal(shown.asked, 1)
  await verifyToken(await known.signs({ sub }), rules)
})

t.test('a signature by another key under a known name is refused', async t => {
  const [known, impostor] = [await signer('ES256', 'k'), await signer('ES256', 'k')]
  const { rules } = rulesFor((await keyServer(t, [known.jwk])).url)
  await t.rejects(verifyToken(await impostor.signs({ sub }), rules), TokenInvalid)
})

t.test('all keys that fit a token are tried', async t => {
  const signers = [await signer('RS256'), await signer('RS256')]
  const { rules } = rulesFor(
    (
      await keyServer(
        t,
        signers.map(({ jwk }) => jwk),
      )
    ).url,
  )
  for (const { signs } of signers) t.equal((await verifyToken(await signs({ sub }), rules)).user.bare, sub)
  await t.rejects(verifyToken(await (await signer('RS256')).signs({ sub }), rules), TokenInvalid)
})

t.test('if none of the keys that fit verifies the token, the keys of the file are tried', async t => {
  const [one, other, right] = [await signer('RS256'), await signer('RS256'), await signer('RS256')]
  const sources = [await keyServer(t, [one.jwk, other.jwk]), await keyServer(t, [right.jwk])]
  const publicKeys = sources.flatMap(({ url }) => rulesFor(url).rules.publicKeys)
  const { user } = await verifyToken(await right.signs({ sub }), { userClaim: 'sub', publicKeys })
  t.equal(user.bare, sub)
})

t.test('a secret among the public keys verifies nothing', async t => {
  const { signs } = await signer('ES256')
  const { rules } = rulesFor((await keyServer(t, [{ kty: 'oct', k: 'AAAA', alg: 'HS256' }])).url)
  await t.rejects(verifyToken(await signs({ sub }), rules), TokenInvalid)
})

for (const [title, answer] of Object.entries({
  'an error': { status: 500, body: '{"keys":[]}' },
  'no JSON': { status: 200, body: '<html>' },
  'no keys': { status: 200, body: '{"key":1}' },
  'without end': { status: 200, body: `{"keys":[]}${' '.repeat(300_000)}` },
  'a way elsewhere': { status: 302, body: '' },
  nothing: 'silence' as const,
})) {
  t.test(`when the answer is ${title}, tokens cannot be verified, and the log has the reason`, async t => {
    const { jwk, signs } = await signer('ES256', 'a')
    const { shown, url } = await keyServer(t, [jwk])
    shown.answer = answer
    const { rules, logged } = rulesFor(url, { timeout: 2000, pause: 0 })
    const token = await signs({ sub })
    await t.rejects(verifyToken(token, rules), KeysUnreachable)
    t.match(logged, [[{ url, reason: String }, /jwksUrl/]])
    t.notMatch(JSON.stringify(logged), token)
    shown.answer = undefined
    t.equal((await verifyToken(token, rules)).user.bare, sub)
  })
}

t.test('after a failed fetch it pauses; requests are refused at once, and known keys stay valid', async t => {
  const { jwk, signs } = await signer('ES256', 'a')
  const { shown, url, stop } = await keyServer(t, [jwk])
  const token = await signs({ sub })
  const { rules } = rulesFor(url, { cooldown: 0 })
  await verifyToken(token, rules)
  await stop()
  const made = await (await signer('ES256', 'made up')).signs({ sub })
  for (let i = 0; i < 3; i++) await t.rejects(verifyToken(made, rules), KeysUnreachable)
  t.equal((await verifyToken(token, rules)).user.bare, sub)
  const { rules: never, logged } = rulesFor(url)
  for (let i = 0; i < 3; i++) await t.rejects(verifyToken(token, never), KeysUnreachable)
  t.equal(logged.length, 1)
  t.equal(shown.asked, 1)
})

t.test('a key in a file works while the others cannot be fetched', async t => {
  const { jwk, signs } = await signer('ES256')
  const { url, stop } = await keyServer(t, [])
  await stop()
  const file = await keyServer(t, [jwk])
  const remote = rulesFor(url).rules.publicKeys
  const rules = { userClaim: 'sub', publicKeys: [...remote, ...rulesFor(file.url).rules.publicKeys] }
  t.equal((await verifyToken(await signs({ sub }), rules)).user.bare, sub)
})

t.test('over REST the caller gets Retry-After, and the service goes on', async t => {
  const { signs } = await signer('ES256')
  const { url, stop } = await keyServer(t, [])
  await stop()
  const { rules } = rulesFor(url)
  const api = restApi(t, { jwt: rules })
  const headers = { authorization: `Bearer ${await signs({ sub })}` }
  t.match(await api.ask({ method: 'POST', url: `${BASE}/rooms`, headers, payload: { name: 'Verona' } }), {
    status: 503,
    body: { errorCode: 503, errorMsg: 'Service Unavailable', errorDetails: /again/, errorDetailsCode: 503000 },
    headers: { 'retry-after': '10' },
  })
  t.match(await api.ask({ method: 'GET', url: '/' }), { status: 404 })
})
