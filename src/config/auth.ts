import { Type } from '@sinclair/typebox'
import { ALGORITHMS, isForSecret, USUAL_ALGORITHMS } from './algorithms.js'
import type { ConfigProblem } from './config-error.js'
import { section, whole } from './keys.js'

const jwtSecret = 'a text of at least 32 characters in quotes, here or in LATCHSTRING_JWT_SECRET'

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
  userClaim: Type.String({
    default: 'sub',
    // These claims have another meaning in the REST API's tokens, so they cannot hold a JID.
    pattern: '^(?!(iat|exp|nbf|user|app|countRenewed|maxTokenRenew)$).+$',
    expected: 'the name of the claim that holds the bare JID of the user, such as sub',
  }),
  scopeClaim: Type.String({
    default: 'scope',
    minLength: 1,
    expected: 'the name of the claim that holds the scopes, such as scope',
  }),
})

/** The lifetime of the tokens that this service issues. */
const tokens = section({
  hours: whole({ minimum: 1, maximum: 87_600, default: 24 }),
  maxHours: whole({ minimum: 1, maximum: 87_600, default: 8760 }),
  renewals: whole({ minimum: 0, maximum: 1_000_000, default: 30 }),
})

/** The keys of `auth`: authentication in the REST API. */
export const auth = section({
  jwt,
  tokens,
})

/**
 * Checks what depends on several keys of the section `auth.jwt`, which the schema cannot check: there is a key to check
 * tokens with, and an algorithm for each kind of key. Gives the mistakes; none if `jwt` is no section.
 */
export function missingJwtKeys(jwt: unknown): ConfigProblem[] {
  if (typeof jwt !== 'object' || jwt === null) return []
  const { secret = '', publicKeyFile = '', jwksUrl = '', algorithms }: Record<string, unknown> = { ...jwt }
  const expected = `${jwtSecret}; or auth.jwt.publicKeyFile, or auth.jwt.jwksUrl`
  if ([secret, publicKeyFile, jwksUrl].every(key => key === '')) {
    return [{ key: 'auth.jwt.secret', value: 'nothing', expected }]
  }
  if (!Array.isArray(algorithms)) return []
  const listed = ALGORITHMS.filter(one => algorithms.includes(one))
  const fits = (given: boolean, forSecret: boolean) => !given || listed.some(one => isForSecret(one) === forSecret)
  if (fits(secret !== '', true) && fits(publicKeyFile !== '' || jwksUrl !== '', false)) return []
  const value = listed.join(', ') || 'none that there is'
  return [{ key: 'auth.jwt.algorithms', value, expected: 'one at least for the secret, and one for public keys' }]
}
