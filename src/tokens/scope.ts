/**
 * The values of the claim `scope`: `links` allows joining and managing own links, `rooms` creating and moderating
 * rooms, `admin` using the rights of an admin of the service, if the user is one.
 */
export const SCOPES = ['links', 'rooms', 'admin'] as const

export type Scope = (typeof SCOPES)[number]

/** Parses scopes that are separated by spaces (RFC 8693 §4.2). Unknown ones are ignored. */
export function parseScopes(text: string): Scope[] {
  const words = text.split(' ')
  return SCOPES.filter(scope => words.includes(scope))
}

/** All scopes of a user: those of a request with a password, or with a token without the claim `scope`. */
export function scopesOf(user: string, admins: { has(user: string): boolean }): readonly Scope[] {
  return admins.has(user) ? SCOPES : ['links', 'rooms']
}

/** Whether all of these scopes are among the others. */
export function areWithin(scopes: readonly Scope[], others: readonly Scope[]): boolean {
  return scopes.every(scope => others.includes(scope))
}
