import type { FastifyRequest } from 'fastify'
import { parseBareJid } from '../stanza/jid.js'
import { userIdOf } from '../user-id.js'
import { RequestError } from './errors.js'
import { verifyToken } from './token.js'
import { TokenInvalid } from './token-refusal.js'
import type { TokenRules } from './token-rules.js'
import type { TypedApp } from './typed-app.js'

/** Who makes a request. */
export type User = {
  /** The bare JID. */
  readonly jid: string
  /** 24 hexadecimal digits. */
  readonly id: string
  /** Under which others hear of the person. */
  readonly name: string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requireToken`, for the routes on which it is. */
    user: User
  }
}

/** Lets nobody to the routes of `app` without a good token; asked before the body is read. */
export function requireToken(app: TypedApp, rules: TokenRules): void {
  app.decorateRequest('user')
  app.addHook('onRequest', async request => {
    request.user = await userOf(request, rules)
  })
}

async function userOf({ headers }: FastifyRequest, rules: TokenRules): Promise<User> {
  // Some clients of the API send the token without the word before it.
  const token = /^(?:bearer +)?([^ ]+)$/i.exec(headers.authorization ?? '')?.[1]
  if (token === undefined) throw new TokenInvalid('send the header Authorization: Bearer, then a space and the token')
  const { user, name } = await verifyToken(token, rules)
  return { jid: user.bare, id: userIdOf(user.bare), name: name ?? user.local }
}

/** For paths that begin with a user: lets the user of the token pass, and nobody else. */
export function requireOwnPath(app: TypedApp): void {
  app.addHook<{ Params: { userId: string } }>('onRequest', async ({ params, user }) => {
    const { userId } = params
    if (userId === 'me' || userId === user.id || parseBareJid(userId)?.bare === user.jid) return
    throw new RequestError('not-yourself')
  })
}
