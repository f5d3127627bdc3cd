import type { FastifyRequest } from 'fastify'
import { userIdOf } from '../../rooms-api/user-id.js'
import { StanzaError } from '../../stanza/error.js'
import { parseBareJid } from '../../stanza/jid.js'
import { type Scope, scopesOf } from '../../tokens/scope.js'
import type { ServiceAccounts } from '../../tokens/service-accounts.js'
import { RequestError } from '../errors/request-error.js'
import { ScopeLacking } from '../errors/token-refusal.js'
import type { TypedApp } from '../schema/typed-app.js'

/** Who may act for whom. */
export type Acting = {
  readonly serviceAccounts: ServiceAccounts
  readonly admins: { has(user: string): boolean; includes(user: string): boolean }
}

type Caller = {
  readonly jid: string
  readonly id: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly through?: string
}

/**
 * The user in whose name a request is made: that of the header `Act-As` (a bare JID; our own decision), else the
 * caller. The scopes are those of the caller's token that the user has. Throws `insufficient-scope`, `bad-request`, or
 * `not-allowed` for a user for whom the caller may not act.
 */
export function actingUser<User extends Caller>(
  caller: User,
  { headers }: Pick<FastifyRequest, 'headers'>,
  { serviceAccounts, admins }: Acting,
): User {
  const named = headers['act-as']
  if (named === undefined) return caller
  if (!caller.scopes.includes('act-as')) throw new ScopeLacking('act-as', caller.scopes)
  const user = typeof named === 'string' ? parseBareJid(named) : undefined
  if (!user) {
    const msg = 'must be the bare JID of a user, such as romeo@example.org'
    throw new RequestError('bad-request', { details: [{ param: 'act-as', msg }] })
  }
  if (!serviceAccounts.mayActFor(caller.jid, user, admins)) {
    throw new StanzaError('forbidden', `${caller.jid} may not act for ${user.bare}; see auth.actAs.`)
  }
  const scopes = scopesOf(user.bare, admins).filter(scope => caller.scopes.includes(scope))
  return { ...caller, jid: user.bare, id: userIdOf(user.bare), name: user.local, scopes, through: caller.jid }
}

/** Who pays for a request of this user (a bare JID): the service account that acts in the user's name, if any. */
export function payerOf({ jid, through = jid }: Pick<Caller, 'jid' | 'through'>): string {
  return through
}

/**
 * Refuses requests in the name of another user to the routes of `app`: those of tokens and webhooks, which would go on
 * when the service account may no longer act for the user.
 */
export function requireOneself(app: TypedApp): void {
  app.addHook('onRequest', async ({ user }) => {
    if (user.through !== undefined) {
      throw new StanzaError('forbidden', 'A service account cannot do this in the name of another user.')
    }
  })
}
