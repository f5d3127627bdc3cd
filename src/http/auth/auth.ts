import type { FastifyReply, FastifyRequest } from 'fastify'
import { refuseGuestCaller } from '../../guests/refuse-guest-caller.js'
import type { Lookup } from '../../muc/model/lookup.js'
import { refuseBlockedCaller } from '../../rooms-api/blocked-caller.js'
import { noteFamilyClient } from '../../rooms-api/note-family-client.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import type { Service } from '../../service/types.js'
import { parseBareJid } from '../../stanza/jid.js'
import { mostScopesOf, type Scope, scopesOf } from '../../tokens/scope.js'
import { RequestError } from '../errors/request-error.js'
import { ScopeLacking, TokenInvalid } from '../errors/token-refusal.js'
import type { HttpLimits } from '../limits.js'
import type { TypedApp } from '../schema/typed-app.js'
import { type Acting, actingUser, payerOf } from './acting.js'
import { OWN_ALGORITHM, OWN_ISSUER, type OwnTokens } from './own-token.js'
import { costOf } from './request-cost.js'
import { claimsSignedWith, headerOf, issuerOf } from './signature.js'
import { displayName, verifyToken } from './token.js'
import type { TokenBearer } from './token-bearer.js'
import type { TokenRules } from './token-rules.js'

/** The user who makes a request. */
export type User = {
  /** The bare JID. */
  readonly jid: string
  /** 24 hexadecimal digits. */
  readonly id: string
  /** The display name. */
  readonly name: string
  /** The scopes of the token; `admin` only if the user is an admin of the service. */
  readonly scopes: readonly Scope[]
  /** When the token expires, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number
  /** For a token of this service: its `jti`, and the id under which it is stored. */
  readonly token?: { readonly jti: string; readonly id: string }
  /** The service account that acts in the name of the user, whose token it is: a bare JID. */
  readonly through?: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireToken`. */
    user: User
    /** `Service.run` restricted to the scopes of the token; routes use this one. Set by `requireToken`. */
    run: Service['run']
  }
}

/** What tokens are checked against. */
export type Authority = Acting & {
  /** The rules for tokens of other signers. */
  readonly jwt: TokenRules
  /** The rules for tokens that name the OpenID Connect provider as their issuer; undefined if there is none. */
  readonly oidc?: TokenRules | undefined
  readonly own: OwnTokens
  readonly service: Service
  readonly limits: HttpLimits
}

/**
 * Refuses requests to the routes of `app` without a valid token with the route's scope, before the body is read, and the
 * work of people on a block list, unless the routes admit them.
 */
export function requireToken(app: TypedApp, authority: Authority, { admitsBlocked = false } = {}): void {
  app.decorateRequest('user')
  app.decorateRequest('run')
  app.addHook('onRequest', async (request, reply) => {
    const user = actingUser(await countedUser(request, reply, authority), request, authority)
    requireScope(user, request.routeOptions.schema?.['x-scope'])
    request.user = user
    const service = noting(user, {
      service: authority.service,
      isFamily: isFamilyClient(request) && user.through === undefined,
    })
    request.run = runAs(user, service, admitsBlocked)
  })
  // What a request costs is known when it is valid; one of them is counted already.
  app.addHook('preHandler', async (request, reply) =>
    authority.limits.countUser(payerOf(request.user), costOf(request) - 1, reply),
  )
}

/** Throws ScopeLacking if the user's token lacks the scope. */
export function requireScope({ scopes }: User, scope: Scope | undefined): void {
  if (scope !== undefined && !scopes.includes(scope)) throw new ScopeLacking(scope, scopes)
}

/** Without the scope `admin`, an admin of the service has the rights of any other user. */
function runAs({ jid, scopes, through }: User, service: Pick<Service, 'run'>, admitsBlocked: boolean): Service['run'] {
  const requester = { way: 'rest', by: jid, ...(through !== undefined && { through }) } as const
  const isAdmin = scopes.includes('admin')
  return ({ lookup, ...touches }, work) => {
    const seen = isAdmin ? lookup : lookup && withoutAdmin(lookup, jid)
    return service.run({ ...touches, lookup: seen, requester }, turn => {
      if (!admitsBlocked) refuseBlockedCaller(turn, jid)
      if (through !== undefined) refuseBlockedCaller(turn, through)
      refuseGuestCaller(turn, jid)
      return isAdmin ? work(turn) : turn.settings.admins.withoutAdmin(jid, () => work(turn))
    })
  }
}

/** The same look-up, whose further steps are chosen without the rights of an admin, too: a page may depend on them. */
function withoutAdmin(lookup: Lookup, user: string): Lookup {
  const { further } = lookup
  if (!further) return lookup
  return {
    ...lookup,
    further(known) {
      const next = known.settings.admins.withoutAdmin(user, () => further(known))
      return next && withoutAdmin(next, user)
    },
  }
}

/** Whether the client says that it is one of the Rainbow family, which all of them do with every request. */
export function isFamilyClient({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return Boolean(headers['x-rainbow-client'])
}

/** Notes with the work of a family client that the user has one; a refusal reverts that together with the work. */
function noting(
  { jid }: User,
  { service, isFamily }: { service: Pick<Service, 'run'>; isFamily: boolean },
): Pick<Service, 'run'> {
  if (!isFamily) return service
  return {
    run: (touches, work) =>
      service.run(touches, turn => {
        noteFamilyClient(turn, jid)
        return work(turn)
      }),
  }
}

/** Rate-limits by user with a valid token, else by IP address: users behind one NAT do not share a limit. */
async function countedUser(request: FastifyRequest, reply: FastifyReply, authority: Authority): Promise<User> {
  const user = await userOf(request, authority).catch((refusal: unknown) => {
    authority.limits.countAnonymous(request.ip, reply)
    throw refusal
  })
  authority.limits.countUser(user.jid, 1, reply)
  return user
}

async function userOf({ headers }: FastifyRequest, authority: Authority): Promise<User> {
  // COMPAT: some clients of the API family send the token without the word Bearer.
  const token = /^(?:bearer +)?([^ ]+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) throw new RequestError('no-token')
  const { jwt, oidc, own } = authority
  const known = jwt.recent?.bearerOf(token)
  if (known) return foreignUser(known, authority)
  const { kid } = headerOf(token)
  if (kid === own.kid) return ownBearer(token, authority)
  const isOfProvider = oidc && issuerOf(token) === oidc.issuer
  return foreignUser(await verifyToken(token, isOfProvider ? oidc : jwt), authority)
}

function foreignUser({ user, name = user.local, scopes, expiresAt }: TokenBearer, powers: Authority): User {
  const most = mostScopesOf(user.bare, powers)
  const own = scopes ? most.filter(scope => scopes.includes(scope)) : scopesOf(user.bare, powers.admins)
  const known = { jid: user.bare, id: userIdOf(user.bare), name, scopes: own }
  return expiresAt === undefined ? known : { ...known, expiresAt }
}

/** A token of this service is valid while it is stored. It is looked up each time, so that a revoked one never passes. */
async function ownBearer(token: string, { own, service, ...powers }: Authority): Promise<User> {
  const claims = await claimsSignedWith(token, { secret: own.key, algorithm: OWN_ALGORITHM }, { issuer: OWN_ISSUER })
  const jti = typeof claims.jti === 'string' ? claims.jti : ''
  const id = own.idOf(jti)
  const { apiToken } = await service.lookUp({ apiToken: id })
  const user = parseBareJid(apiToken?.user ?? '')
  if (!apiToken || !user) throw new TokenInvalid('it has been revoked')
  const scopes = mostScopesOf(user.bare, powers).filter(scope => apiToken.scopes.includes(scope))
  const name = displayName(claims['name']) ?? user.local
  const { expiresAt } = apiToken
  return { jid: user.bare, id: userIdOf(user.bare), name, scopes, expiresAt, token: { jti, id } }
}

/** For paths that begin with a user: throws `not-yourself` unless it is the user of the token. */
export function requireOwnPath(app: TypedApp): void {
  app.addHook<{ Params: { userId: string } }>('onRequest', async ({ params, user }) => {
    const { userId } = params
    if (userId === 'me' || userId === user.id || parseBareJid(userId)?.bare === user.jid) return
    throw new RequestError('not-yourself')
  })
}
