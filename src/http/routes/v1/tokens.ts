import { type Static, Type } from '@sinclair/typebox'
import { isoTime as isoText } from '../../../stanza/time.js'
import type { ApiToken } from '../../../tokens/api-token.js'
import { tokensOf } from '../../../tokens/context.js'
import { issueToken } from '../../../tokens/issue.js'
import { revokeToken, revokeTokens } from '../../../tokens/revoke.js'
import { SCOPES } from '../../../tokens/scope.js'
import type { User } from '../../auth/auth.js'
import { operation } from '../../schema/operation.js'
import { choice, hexId, isoTime, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'

const scopes = {
  description:
    'links: join, and manage own links; rooms: create and moderate rooms; admin: the rights of an admin of the service; ' +
    'act-as: act for other users',
}

const tokenFields = {
  tokenId: hexId,
  label: Type.String(),
  scopes: Type.Array(choice(SCOPES), scopes),
  createdAt: isoTime,
  expiresAt: isoTime,
  renewedAt: isoTime,
  renewals: Type.Integer({ description: 'The number of renewals' }),
  isCurrent: Type.Boolean({ description: 'It is the token of the request' }),
}

const tokenView = Type.Object(tokenFields)

const makeToken = operation({
  id: 'makeToken',
  tag: 'Tokens',
  scope: 'any',
  summary: 'Create a token',
  description: 'It has at most the scopes of the token of the request. Only this answer contains the token itself.',
  body: Type.Object(
    {
      label: text({ minLength: 1, maxLength: 255 }),
      hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 87_600, expected: 'a whole number from 1 to 87600' })),
      scopes: Type.Optional(
        Type.Array(choice(SCOPES), {
          ...scopes,
          minItems: 1,
          uniqueItems: true,
          expected: `a list of scopes, each once, out of: ${SCOPES.join(', ')}`,
        }),
      ),
    },
    jsonObject,
  ),
  result: Type.Object({
    data: Type.Object({ ...tokenFields, token: Type.String({ description: 'The token itself' }) }),
  }),
  repeatable: true,
  refusals: ['not-allowed'],
})

const listTokens = operation({
  id: 'listTokens',
  tag: 'Tokens',
  scope: 'any',
  summary: 'List the tokens of the caller',
  description: 'The valid tokens of this service, oldest first.',
  result: Type.Object({ data: Type.Array(tokenView) }),
})

const revokeOne = operation({
  id: 'revokeToken',
  tag: 'Tokens',
  scope: 'any',
  summary: 'Revoke a token of the caller',
  description: 'It stops working at once. A token with more scopes than the token of the request cannot be revoked.',
  params: Type.Object({ tokenId: hexId }),
  result: Type.Object({ data: Type.Object({ tokenId: hexId }) }),
  refusals: ['not-allowed', 'not-found'],
})

const revokeAll = operation({
  id: 'revokeTokens',
  tag: 'Tokens',
  scope: 'any',
  summary: 'Revoke all tokens of the caller',
  description: 'Also the token of the request, but no token with more scopes.',
  result: Type.Object({
    data: Type.Object({ revoked: Type.Integer({ description: 'The number of revoked tokens' }) }),
  }),
})

/** The tokens of this service for the caller. */
export function tokenRoutes(app: TypedApp): void {
  app.post('/tokens', { schema: makeToken }, async ({ body, run, user }, reply) => {
    const { jid, name, scopes: callerScopes } = user
    reply.header('cache-control', 'no-store')
    return run(tokensLookup(user), turn => {
      const { token, stored } = issueToken(turn, { ...body, user: jid, name, callerScopes })
      return { data: { ...viewOf(stored, user), token } }
    })
  })

  app.get('/tokens', { schema: listTokens }, async ({ run, user }) => {
    const tokens = await run(tokensLookup(user), turn => tokensOf(turn))
    return { data: tokens.map(token => viewOf(token, user)) }
  })

  app.delete('/tokens/:tokenId', { schema: revokeOne }, async ({ params: { tokenId }, run, user }) => {
    await run(tokensLookup(user), turn => revokeToken(turn, { id: tokenId, callerScopes: user.scopes }))
    return { data: { tokenId } }
  })

  app.delete('/tokens', { schema: revokeAll }, async ({ run, user }) => {
    return {
      data: { revoked: await run(tokensLookup(user), turn => revokeTokens(turn, { callerScopes: user.scopes })) },
    }
  })
}

function tokensLookup({ jid }: User) {
  return { lookup: { apiTokensOf: jid } }
}

function viewOf(token: ApiToken, { token: current }: User): Static<typeof tokenView> {
  const { id: tokenId, label, scopes, renewals } = token
  const times = {
    createdAt: isoText(token.createdAt),
    expiresAt: isoText(token.expiresAt),
    renewedAt: isoText(token.renewedAt),
  }
  return { tokenId, label, scopes: [...scopes], ...times, renewals, isCurrent: tokenId === current?.id }
}
