import { StanzaError } from '../../stanza/error.js'
import type { Scope } from '../../tokens/scope.js'

/** The token was good once. */
export class TokenExpired extends Error {
  override readonly name = 'TokenExpired'

  constructor() {
    super('jwt expired')
  }
}

/** The token was never good, or has been revoked; the message is the reason in plain words. */
export class TokenInvalid extends Error {
  override readonly name = 'TokenInvalid'
}

/** The keys of a JWKS URL cannot be had just now: nobody can say whether the token is good. */
export class KeysUnreachable extends Error {
  override readonly name = 'KeysUnreachable'
}

/** The token is good, but not for this. As the refusals of the domain, so that it may be thrown in a turn, too. */
export class ScopeLacking extends StanzaError {
  readonly scope: Scope

  constructor(scope: Scope, has: readonly Scope[]) {
    const own = has.length === 0 ? 'none of ours' : has.join(' ')
    super('forbidden', `This needs a token with the scope ${scope}; the scopes of yours are: ${own}.`)
    this.name = 'ScopeLacking'
    this.scope = scope
  }
}
