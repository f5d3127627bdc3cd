import { Type } from '@sinclair/typebox'
import { ALGORITHMS, isForSecret, USUAL_ALGORITHMS } from './algorithms.js'
import type { ConfigProblem } from './config-error.js'
import { domain, domains, section, whole } from './keys.js'

const jwtSecret = 'a text of at least 32 characters in quotes, here or in LATCHSTRING_JWT_SECRET'

const userExpected =
  'the name of the claim that holds the bare JID of the user, such as sub, or a template with claims in braces and a ' +
  'domain, such as {preferred_username}@example.org'

const audiencesExpected = 'a list of the names by which tokens mean this service, such as [latchstring]'

const userClaim = { format: 'latchstring:user-claim', expected: userExpected }

const scopeClaim = Type.String({
  default: 'scope',
  minLength: 1,
  expected: 'the name of the claim that holds the scopes, such as scope',
})

const bareJid = Type.String({
  format: 'latchstring:bare-jid',
  expected: 'the address of a user, such as app@example.org',
})

/** How JWTs of other issuers are checked. */
const jwt = section({
  secret: Type.String({
    default: '',
    pattern: '^([\\s\\S]{32,})?$',
    secret: true,
    expected: jwtSecret,
  }),
  publicKeyFile: Type.String({ default: '', expected: 'the path of a file with a public key: PEM, JWK or JWKS' }),
  jwksUrl: Type.String({
    default: '',
    format: 'latchstring:key-url',
    expected: 'an http or https address such as https://id.example.org/jwks.json',
  }),
  algorithms: Type.Array(
    Type.Union(
      ALGORITHMS.map(name => Type.Literal(name)),
      { expected: `one of ${ALGORITHMS.join(', ')}` },
    ),
    { default: [...USUAL_ALGORITHMS], minItems: 1, uniqueItems: true, expected: 'a list of algorithms, each once' },
  ),
  issuer: Type.String({ default: '', expected: 'a text in quotes' }),
  audience: Type.String({ default: '', expected: 'a text in quotes' }),
  clockTolerance: whole({ minimum: 0, maximum: 600, default: 0 }),
  userClaim: Type.String({ ...userClaim, default: 'sub' }),
  domains: domains(),
  scopeClaim,
})

/** Tokens of an OpenID Connect provider. */
const oidc = section({
  issuer: Type.String({
    default: '',
    format: 'latchstring:issuer',
    expected: 'the https address by which the provider names itself, such as https://id.example.org',
  }),
  audiences: Type.Array(Type.String({ minLength: 1, expected: 'a text in quotes' }), {
    default: [],
    uniqueItems: true,
    expected: audiencesExpected,
  }),
  userClaim: Type.String({ ...userClaim, default: '', format: 'latchstring:user-claim-or-none' }),
  domains: domains(),
  scopeClaim,
  clockTolerance: whole({ minimum: 0, maximum: 600, default: 10 }),
})

/** The service accounts, which act for other users. */
const actAs = Type.Array(
  section({
    user: bareJid,
    domains: Type.Array(domain, { minItems: 1, expected: 'a list of domains in brackets, such as [example.org]' }),
    admins: Type.Array(bareJid, {
      default: [],
      expected: 'a list of addresses of admins in brackets, such as [alice@example.org]',
    }),
  }),
  { default: [], expected: 'a list of service accounts, each with the keys user and domains' },
)

/** The lifetime of the tokens that this service issues. */
const tokens = section({
  hours: whole({ minimum: 1, maximum: 87_600, default: 24 }),
  maxHours: whole({ minimum: 1, maximum: 87_600, default: 8760 }),
  renewals: whole({ minimum: 0, maximum: 1_000_000, default: 30 }),
})

/** The keys of `auth`: authentication in the REST API. */
export const auth = section({
  jwt,
  oidc,
  tokens,
  actAs,
})

/**
 * Checks what depends on several keys of the section `auth`, which the schema cannot check: there is a key to check tokens
 * with, and an algorithm for each kind of key; a provider has an audience and a user. Gives the mistakes; none of a part
 * that is no section.
 */
export function missingAuthKeys(auth: unknown): ConfigProblem[] {
  const { jwt, oidc }: Record<string, unknown> = { ...(typeof auth === 'object' && auth) }
  const { issuer = '', audiences, userClaim }: Record<string, unknown> = { ...(typeof oidc === 'object' && oidc) }
  if (issuer === '') return missingJwtKeys(jwt, false)
  return [
    ...missingJwtKeys(jwt, true),
    ...(isEmpty(audiences) ? [{ key: 'auth.oidc.audiences', value: 'nothing', expected: audiencesExpected }] : []),
    ...(userClaim === '' ? [{ key: 'auth.oidc.userClaim', value: 'nothing', expected: userExpected }] : []),
  ]
}

function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0
}

function missingJwtKeys(jwt: unknown, hasProvider: boolean): ConfigProblem[] {
  if (typeof jwt !== 'object' || jwt === null) return []
  const { secret = '', publicKeyFile = '', jwksUrl = '', algorithms }: Record<string, unknown> = { ...jwt }
  const expected = `${jwtSecret}; or auth.jwt.publicKeyFile, auth.jwt.jwksUrl, or auth.oidc.issuer`
  if ([secret, publicKeyFile, jwksUrl].every(key => key === '')) {
    return hasProvider ? [] : [{ key: 'auth.jwt.secret', value: 'nothing', expected }]
  }
  if (!Array.isArray(algorithms)) return []
  const listed = ALGORITHMS.filter(one => algorithms.includes(one))
  const fits = (given: boolean, forSecret: boolean) => !given || listed.some(one => isForSecret(one) === forSecret)
  if (fits(secret !== '', true) && fits(publicKeyFile !== '' || jwksUrl !== '', false)) return []
  const value = listed.join(', ') || 'none that there is'
  return [{ key: 'auth.jwt.algorithms', value, expected: 'one at least for the secret, and one for public keys' }]
}
