/**
 * What a token lets its bearer do, in the words of its claim `scope`: `links` to join and to have links of one's own;
 * `rooms` to make and moderate rooms; `admin` to use the powers of an admin of the service, where one is.
 */
export const SCOPES = ['links', 'rooms', 'admin'] as const

export type Scope = (typeof SCOPES)[number]

/** The scopes in a text of words separated by spaces (RFC 8693 §4.2). Words that mean nothing to us are passed over. */
export function parseScopes(text: string): Scope[] {
  const words = text.split(' ')
  return SCOPES.filter(scope => words.includes(scope))
}

/** All that somebody may do: the scopes of who comes with a password, or with a token that does not speak of scopes. */
export function scopesOf(user: string, admins: { has(user: string): boolean }): readonly Scope[] {
  return admins.has(user) ? SCOPES : ['links', 'rooms']
}

/** Whether the one set of scopes lets nobody do more than the other. */
export function areWithin(scopes: readonly Scope[], others: readonly Scope[]): boolean {
  return scopes.every(scope => others.includes(scope))
}
