/** Algorithms with a shared secret (RFC 7518 §3.1). */
const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'] as const

/** Algorithms with a key pair (RFC 7518 §3.1, RFC 8037, RFC 9864). */
const KEY_ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const

/** All accepted algorithms; `none` is not one of them. */
export const ALGORITHMS = [...SECRET_ALGORITHMS, ...KEY_ALGORITHMS] as const

export type Algorithm = (typeof ALGORITHMS)[number]

/** The default of the configuration. */
export const USUAL_ALGORITHMS: readonly Algorithm[] = ['HS256', 'RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']

export function isForSecret(algorithm: Algorithm): boolean {
  return SECRET_ALGORITHMS.some(one => one === algorithm)
}
