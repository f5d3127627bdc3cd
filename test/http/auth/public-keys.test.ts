import { createHmac } from 'node:crypto'
import t from 'tap'
import { embeddedConfig, type PartialConfig } from '../../../src/config/config.js'
import { keysOfText } from '../../../src/http/auth/public-keys.js'
import { signToken, verifyToken } from '../../../src/http/auth/token.js'
import { tokenRules } from '../../../src/http/auth/token-rules.js'
import { TokenExpired, TokenInvalid } from '../../../src/http/errors/token-refusal.js'
import { signer } from '../signers.js'

const sub = 'bob@example.org'
const secret = 'a secret of at least thirty-two characters'
const rulesFor = (...texts: string[]) => ({ userClaim: 'sub', publicKeys: texts.map(keysOfText) })
const userOf = async (...[token, rules]: Parameters<typeof verifyToken>) => (await verifyToken(token, rules)).user.bare
const part = (content: object) => Buffer.from(JSON.stringify(content)).toString('base64url')

for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']) {
  t.test(`a token signed with ${alg} is checked with the public key, as PEM, JWK or JWKS`, async t => {
    const { jwk, pem, signs } = await signer(alg)
    const token = await signs({ sub })
    const { pem: otherPem, jwk: otherJwk } = await signer(alg)
    const sets = [pem, JSON.stringify(jwk), JSON.stringify({ keys: [otherJwk, jwk] })]
    for (const text of sets) t.equal(await userOf(token, rulesFor(text)), sub, text)
    await t.rejects(verifyToken(token, rulesFor(otherPem)), TokenInvalid)
  })
}

t.test('the key of a file is chosen by its algorithm, whatever kid the token has', async t => {
  const { pem, signs } = await signer('RS256', 'the key of May')
  t.equal(await userOf(await signs({ sub }), rulesFor(pem)), sub)
})

t.test('a public key cannot pass for a secret, nor a secret for a public key', async t => {
  const { pem, jwk } = await signer('RS256')
  const text = `${part({ alg: 'HS256' })}.${part({ sub })}`
  for (const known of [pem, pem.trim(), JSON.stringify(jwk), jwk.n ?? '']) {
    const forged = `${text}.${createHmac('sha256', known).update(text).digest('base64url')}`
    for (const rules of [rulesFor(pem), { ...rulesFor(pem), secret }]) {
      await t.rejects(verifyToken(forged, rules), TokenInvalid)
    }
  }
  const relabelled = (await signToken(secret, { user: sub, userClaim: 'sub', hours: 1 })).split('.')
  relabelled[0] = part({ alg: 'RS256' })
  await t.rejects(verifyToken(relabelled.join('.'), { ...rulesFor(pem), secret }), TokenInvalid)
})

t.test('an unsigned token is refused, however it spells none', async t => {
  const { pem } = await signer('RS256')
  for (const alg of ['none', 'None', 'NONE', '', undefined, null, ['none'], 0]) {
    for (const end of ['', '.', `.${part({})}`]) {
      const token = `${part({ alg })}.${part({ sub })}${end}`
      await t.rejects(verifyToken(token, { ...rulesFor(pem), secret }), { name: 'TokenInvalid' }, token)
    }
  }
})

t.test('a secret and several keys can be valid together', async t => {
  const [rsa, ec] = [await signer('RS256'), await signer('ES256')]
  const rules = { ...rulesFor(ec.pem, rsa.pem), secret }
  for (const token of [await rsa.signs({ sub }), await ec.signs({ sub })]) t.equal(await userOf(token, rules), sub)
  t.equal(await userOf(await signToken(secret, { user: sub, userClaim: 'sub', hours: 1 }), rules), sub)
})

t.test('only the configured algorithms are accepted', async t => {
  const [rsa, rsa512] = [await signer('RS256'), await signer('RS512')]
  const rules = { ...rulesFor(rsa.pem, rsa512.pem), secret, algorithms: ['RS512'] as const }
  const refused = new TokenInvalid('it must be signed with RS512')
  t.equal(await userOf(await rsa512.signs({ sub }), rules), sub)
  await t.rejects(verifyToken(await rsa.signs({ sub }), rules), refused)
  await t.rejects(verifyToken(await signToken(secret, { user: sub, userClaim: 'sub', hours: 1 }), rules), refused)
})

t.test('issuer and audience must be as configured', async t => {
  const { pem, signs } = await signer('ES256')
  const rules = { ...rulesFor(pem), issuer: 'https://id.example.org', audience: 'rooms' }
  const good = { sub, iss: 'https://id.example.org', aud: ['mail', 'rooms'] }
  t.equal(await userOf(await signs(good), rules), sub)
  t.equal(await userOf(await signs({ sub }), rulesFor(pem)), sub)
  for (const wrong of [{ iss: 'https://id.example.com' }, { iss: undefined }, { aud: 'mail' }, { aud: undefined }]) {
    const token = await signs({ ...good, ...wrong })
    await t.rejects(verifyToken(token, rules), { name: 'TokenInvalid', message: /claim "(iss|aud)" is not the one/ })
  }
})

t.test("the signer's clock may differ by as much as configured", async t => {
  const { pem, signs } = await signer('ES256')
  const now = Math.floor(Date.now() / 1000)
  const rules = { ...rulesFor(pem), clockTolerance: 60 }
  const [late, early] = [await signs({ sub, exp: now - 30 }), await signs({ sub, nbf: now + 30 })]
  for (const token of [late, early]) t.equal(await userOf(token, rules), sub)
  await t.rejects(verifyToken(late, rulesFor(pem)), new TokenExpired())
  await t.rejects(verifyToken(early, rulesFor(pem)), TokenInvalid)
  await t.rejects(verifyToken(await signs({ sub, exp: now - 90 }), rules), new TokenExpired())
})

t.test('a file without a public key, or with a secret one, is refused when the service starts', async t => {
  const { pem, jwk, privatePem, privateJwk } = await signer('RS256')
  const wrong: [string, RegExp][] = [
    ['', /not a public key/],
    ['-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n', /not a public key/],
    ['{', /not valid JSON/],
    ['{}', /no JSON Web Key/],
    ['{"keys":[]}', /no JSON Web Key/],
    ['{"keys":[7]}', /no JSON Web Key/],
    ['{"kty":"RSA","n":"AQ"}', /incomplete/],
    ['{"kty":"oct","k":"AAAA"}', /secret key/],
    [privatePem, /private key/],
    [JSON.stringify({ keys: [jwk, privateJwk] }), /secret key/],
  ]
  for (const [text, reason] of wrong) t.throws(() => keysOfText(text), { message: reason }, text)
  const directory = t.testdir({ 'key.pem': pem, 'wrong.pem': 'x' })
  const rulesOf = (jwt: NonNullable<NonNullable<PartialConfig['auth']>['jwt']>) =>
    tokenRules(embeddedConfig({ xmpp: { secret: 's' }, auth: { jwt } }).auth.jwt, { warn: () => undefined })
  t.match(await rulesOf({ publicKeyFile: `${directory}/key.pem` }), { publicKeys: [Function] })
  for (const file of ['wrong.pem', 'none.pem']) {
    await t.rejects(rulesOf({ publicKeyFile: `${directory}/${file}` }), { message: /auth\.jwt\.publicKeyFile, .*pem/ })
  }
})

t.test('a token has its scopes in a text or a list; without the claim they are undefined', async t => {
  const { pem, signs } = await signer('ES256')
  const scopesOf = async (claims: object, rules = {}) =>
    (await verifyToken(await signs({ sub, ...claims }), { ...rulesFor(pem), ...rules })).scopes
  t.equal(await scopesOf({}), undefined)
  t.strictSame(await scopesOf({ scope: 'rooms openid links' }), ['links', 'rooms'])
  t.strictSame(await scopesOf({ scope: ['admin', 7] }), ['admin'])
  for (const scope of ['', 'openid', 'Rooms', 'rooms,links', 7, {}, null]) t.strictSame(await scopesOf({ scope }), [])
  t.strictSame(await scopesOf({ scope: 'openid', may: 'links' }, { scopeClaim: 'may' }), ['links'])
  t.equal(await scopesOf({ scope: 'openid' }, { scopeClaim: 'may' }), undefined)
})
