import { StanzaError } from '../../stanza/error.js'
import type { Scope } from '../../tokens/scope.js'
import { RequestError } from './request-error.js'

/** The token was valid, but has expired. */
export class TokenExpired extends RequestError {
  override readonly name = 'TokenExpired'

  constructor() {
    super('token-expired')
  }
}

/** The token was never valid, or has been revoked. The message is the reason: a clause without a full stop. */
export class TokenInvalid extends RequestError {
  override readonly name = 'TokenInvalid'
  override readonly message: string

  constructor(reason: string) {
    super('invalid-token', { details: `The token is not accepted: ${reason}.` })
    this.message = reason
  }
}

/** The keys of a JWKS URL cannot be fetched at the moment, so the token can be neither accepted nor refused. */
export class KeysUnreachable extends RequestError {
  override readonly name = 'KeysUnreachable'

  constructor() {
    super('keys-unreachable')
  }
}

/** The token is valid, but lacks a scope. A stanza error, so that work on the rooms can throw it too. */
export class ScopeLacking extends StanzaError {
  readonly reason = 'insufficient-scope'
  readonly scope: Scope

  constructor(scope: Scope, has: readonly Scope[]) {
    const own = has.length === 0 ? 'none of ours' : has.join(' ')
    super('forbidden', `This needs a token with the scope ${scope}; the scopes of yours are: ${own}.`)
    this.name = 'ScopeLacking'
    this.scope = scope
  }
}
