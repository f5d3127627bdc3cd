import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair } from 'jose'
import { Provider } from 'oidc-provider'
import type { Test } from 'tap'

const CLIENT = { id: 'portal', secret: 'the secret of the portal' }
const CALLBACK = 'http://127.0.0.1/callback'
/** The resource (RFC 8707) that means Latchstring; its tokens have the audience `latchstring`. */
const RESOURCE = 'https://rooms.example.org'

type Login = { readonly user: string; readonly scope?: string; readonly resource?: string }
type Tokens = { readonly access_token: string; readonly id_token: string }

/**
 * A foreign OpenID Connect provider (the package oidc-provider) on this machine. `signsIn` goes the way of a browser: the
 * authorization endpoint with PKCE (RFC 7636), the page of the sign-in, the code, the tokens.
 */
export async function openIdProvider(t: Test) {
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = await providerAt(issuer)
  const callback = provider.callback()
  /** The next person who opens the page of the sign-in. */
  let atDoor = ''
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    if (!request.url?.startsWith('/interaction/')) return void callback(request, response)
    return void provider.interactionFinished(request, response, { login: { accountId: atDoor } })
  }
  const signsIn = async ({ user, ...asked }: Login): Promise<Tokens> => {
    atDoor = user
    return tokensFor(issuer, asked)
  }
  return { issuer, signsIn }
}

async function providerAt(issuer: string): Promise<Provider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const provider: Provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [CALLBACK] }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'first' }] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    cookies: { keys: ['keys of cookies'] },
    findAccount: (_context, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
    extraTokenClaims: (_context, token) => ({
      preferred_username: 'accountId' in token ? token.accountId : undefined,
    }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: 'links rooms',
          audience: resource === RESOURCE ? 'latchstring' : 'another',
          accessTokenFormat: 'jwt',
        }),
        useGrantedResource: () => true,
      },
    },
    // Everybody consents.
    loadExistingGrant: async ({ oidc: { client, session, params } }) => {
      const grant = new provider.Grant({ clientId: client?.clientId ?? '', accountId: session?.accountId ?? '' })
      grant.addOIDCScope('openid')
      grant.addResourceScope(String(params?.['resource']), 'links rooms')
      await grant.save()
      return grant
    },
  })
  return provider
}

async function tokensFor(issuer: string, { scope = 'openid links rooms', resource = RESOURCE }: Omit<Login, 'user'>) {
  const verifier = randomBytes(32).toString('base64url')
  const asked = new URLSearchParams({
    ...{ client_id: CLIENT.id, redirect_uri: CALLBACK, response_type: 'code', scope, resource },
    ...{ code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256' },
  })
  const back = await followed(`${issuer}/auth?${asked}`)
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${CLIENT.id}:${encodeURIComponent(CLIENT.secret)}`).toString('base64')}`,
    },
    body: new URLSearchParams({
      ...{ grant_type: 'authorization_code', code: back.searchParams.get('code') ?? '' },
      ...{ redirect_uri: CALLBACK, code_verifier: verifier, resource },
    }),
  })
  const tokens = (await answer.json()) as Partial<Tokens>
  const { access_token = '', id_token = '' } = tokens
  if (!answer.ok) throw new Error(`the provider gives no tokens: ${JSON.stringify(tokens)}`)
  return { access_token, id_token }
}

/** Follows the redirections of a provider, with its cookies, up to the address of the client. */
async function followed(from: string): Promise<URL> {
  const cookies = new Map<string, string>()
  let url = from
  for (let steps = 0; steps < 10; steps++) {
    if (url.startsWith(CALLBACK)) return new URL(url)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } })
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`the provider answers ${answer.status}: ${await answer.text()}`)
    url = new URL(location, url).href
  }
  throw new Error('the provider does not come to an end')
}
