import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import t, { type Test } from 'tap'
import { providerRules } from '../../../src/http/auth/token-rules.js'
import { jwt, restApi } from '../rest.js'
import { openIdProvider } from './provider.js'

const QUIET = { info: () => undefined, warn: () => undefined }
const OIDC = {
  ...{ audiences: ['latchstring'], userClaim: '{preferred_username}@example.org', domains: ['example.org'] },
  ...{ scopeClaim: 'scope', clockTolerance: 0 },
}

/** A foreign provider, and the API that accepts its tokens beside those of a secret. */
async function withProvider(t: Test, keys: Partial<typeof OIDC> = {}) {
  const provider = await openIdProvider(t)
  const oidc = providerRules({ ...OIDC, issuer: provider.issuer, ...keys }, QUIET)
  const api = restApi(t, { jwt, oidc })
  const caller = (token: string) => api.holder('romeo@example.org', token)
  return { ...provider, api, caller }
}

t.test('OpenID Connect: a person signs in at a foreign provider, and creates a room with the access token', async t => {
  const { signsIn, caller } = await withProvider(t)
  const { access_token: token } = await signsIn({ user: 'Romeo' })
  t.match(decodeProtectedHeader(token), { typ: 'at+jwt', alg: 'RS256' })
  const romeo = caller(token)
  t.match(await romeo.gets('/users/me'), { status: 200, body: { data: { jid_im: 'romeo@example.org' } } })
  t.match(await romeo.posts('/rooms', { name: 'Verona' }), { status: 200, body: { data: { creator: romeo.id } } })
})

t.test('OpenID Connect: the scopes of the access token are those of the caller', async t => {
  const { signsIn, caller } = await withProvider(t)
  const { access_token: token } = await signsIn({ user: 'romeo', scope: 'openid links' })
  t.match(await caller(token).posts('/rooms', { name: 'Verona' }), {
    status: 403,
    body: { errorDetails: /the scope rooms; the scopes of yours are: links/ },
  })
})

t.test('OpenID Connect: an ID token signs in, if its client is an audience', async t => {
  const { signsIn, caller } = await withProvider(t, { audiences: ['portal'], userClaim: '{sub}@example.org' })
  const { id_token: token, access_token: other } = await signsIn({ user: "d'artagnan" })
  t.match(await caller(token).gets('/users/me'), {
    status: 200,
    body: { data: { jid_im: 'd\\27artagnan@example.org' } },
  })
  t.match(await caller(other).gets('/users/me'), { status: 401, body: { errorDetails: /"aud"/ } })
})

t.test('OpenID Connect: a token for another service of the same provider is refused', async t => {
  const { signsIn, caller } = await withProvider(t)
  const { access_token: token, id_token: ofPortal } = await signsIn({
    user: 'romeo',
    resource: 'https://mail.example.org',
  })
  t.match(decodeJwt(token), { aud: 'another' })
  for (const foreign of [token, ofPortal]) {
    t.match(await caller(foreign).gets('/users/me'), { status: 401, body: { errorDetails: /"aud" is not the one/ } })
  }
})

t.test('OpenID Connect: the other signers keep their rules, and cannot sign for the provider', async t => {
  const { api, issuer } = await withProvider(t)
  t.match(await (await api.person('juliet@example.org')).gets('/users/me'), { status: 200 })
  const forged = await new SignJWT({ preferred_username: 'romeo', iss: issuer, aud: 'latchstring' })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('1h')
    .sign(new TextEncoder().encode(jwt.secret))
  t.match(await api.holder('romeo@example.org', forged).gets('/users/me'), {
    status: 401,
    body: { errorDetails: /must be signed with RS256/ },
  })
})
