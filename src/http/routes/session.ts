import { Type } from '@sinclair/typebox'
import type { ServiceContext } from '../../service/types.js'
import { tokensOf } from '../../tokens/context.js'
import { renewToken } from '../../tokens/renew.js'
import { revokeToken } from '../../tokens/revoke.js'
import { SCOPES } from '../../tokens/scope.js'
import { signInAnswer, signInAnswerFor } from '../auth/signed-in.js'
import { RequestError } from '../errors/request-error.js'
import { operation } from '../schema/operation.js'
import { choice } from '../schema/schemas.js'
import type { TypedApp } from '../schema/typed-app.js'

const renew = operation({
  id: 'GetRenew',
  tag: 'Authentication',
  scope: 'any',
  summary: 'Renew the token of the request',
  description: 'For tokens of this service, up to `maxTokenRenew` times (a claim of the token).',
  result: signInAnswer,
  refusals: ['not-our-token', 'not-allowed', 'not-found'],
})

const logout = operation({
  id: 'GetLogout',
  tag: 'Authentication',
  scope: 'any',
  summary: 'Sign out',
  description: 'Revokes the token of the request, if it is a token of this service.',
  result: Type.Object({ status: Type.String(), data: Type.Array(Type.Object({})) }),
})

const validator = operation({
  id: 'GetApiRainbowAuthenticationV10Validator',
  tag: 'Authentication',
  scope: 'any',
  summary: 'Check the token of the request',
  result: Type.Object({ status: choice(['OK']) }),
})

/** Renewing, revoking and checking the token of the request. */
export function sessionRoutes(app: TypedApp): void {
  app.get('/renew', { schema: renew }, async ({ user: { jid, name, token: current }, run }, reply) => {
    reply.header('cache-control', 'no-store')
    if (!current) throw new RequestError('not-our-token')
    const lookup = { apiTokensOf: jid, users: [jid] }
    return run({ lookup }, turn => {
      const { token } = renewToken(turn, { jti: current.jti, name })
      return { token, ...signInAnswerFor(turn, jid) }
    })
  })

  app.get('/logout', { schema: logout }, async ({ user: { jid, token }, run }) => {
    const lookup = { apiTokensOf: jid }
    // A token may revoke itself, even if its user has lost some of its scopes since.
    if (token) await run({ lookup }, turn => endToken(turn, token.id))
    return { status: `${jid} is signed out`, data: [] }
  })

  app.get('/validator', { schema: validator }, async () => ({ status: 'OK' as const }))
}

/** Does nothing if a concurrent sign-out has revoked the token. */
function endToken(turn: ServiceContext, id: string): void {
  if (tokensOf(turn).some(token => token.id === id)) revokeToken(turn, { id, callerScopes: SCOPES })
}
