/** What a shared secret can sign (RFC 7518 §3.1). */
const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const

/** What a private key can sign, and its public key verifies (RFC 7518 §3.1, RFC 8037, RFC 9864). */
const KEY_ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const

/** `none` is not among them. */
export const ALGORITHMS = [...SECRET_ALGORITHMS, ...KEY_ALGORITHMS] as const

export type Algorithm = (typeof ALGORITHMS)[number]

/** Those that are taken where the configuration says nothing. */
export const USUAL_ALGORITHMS: readonly Algorithm[] = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']

export function isForSecret(algorithm: Algorithm): boolean {
  return SECRET_ALGORITHMS.some(one => one === algorithm)
}
