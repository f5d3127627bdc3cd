/**
 * The values of the claim `scope`: `links` allows joining and managing own links, `rooms` creating and moderating
 * rooms, `admin` using the rights of an admin of the service, if the user is one, `act-as` acting for other users, if
 * the user is a service account.
 */
export const SCOPES = ['links', 'rooms', 'admin', 'act-as'] as const

export type Scope = (typeof SCOPES)[number]

/** Parses scopes that are separated by spaces (RFC 8693 §4.2). Unknown ones are ignored. */
export function parseScopes(text: string): Scope[] {
  const words = text.split(' ')
  return SCOPES.filter(scope => words.includes(scope))
}

/** The scopes of a request with a password, or with a token without the claim `scope`. */
export function scopesOf(user: string, admins: { has(user: string): boolean }): readonly Scope[] {
  return admins.has(user) ? ['links', 'rooms', 'admin'] : ['links', 'rooms']
}

/** Who may have which scopes. */
export type Powers = {
  readonly admins: { has(user: string): boolean }
  readonly serviceAccounts: { has(user: string): boolean }
}

/** All scopes that a token of a user may name: `act-as` is given only to one that names it. */
export function mostScopesOf(user: string, { admins, serviceAccounts }: Powers): readonly Scope[] {
  return serviceAccounts.has(user) ? [...scopesOf(user, admins), 'act-as'] : scopesOf(user, admins)
}

/** Whether all of these scopes are among the others. */
export function areWithin(scopes: readonly Scope[], others: readonly Scope[]): boolean {
  return scopes.every(scope => others.includes(scope))
}
