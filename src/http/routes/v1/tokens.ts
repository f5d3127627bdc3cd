import { type Static, Type } from '@sinclair/typebox'
import { isoTime as isoText } from '../../../stanza/time.js'
import type { ApiToken } from '../../../tokens/api-token.js'
import { issueToken } from '../../../tokens/issue.js'
import { revokeToken, revokeTokens } from '../../../tokens/revoke.js'
import { SCOPES } from '../../../tokens/scope.js'
import { tokensOf } from '../../../tokens/turn.js'
import type { User } from '../../auth/auth.js'
import { operation } from '../../schema/operation.js'
import { choice, hexId, isoTime, jsonObject, text } from '../../schema/schemas.js'
import type { TypedApp } from '../../schema/typed-app.js'

const scopes = {
  description: 'links: join, and have own links; rooms: make and moderate rooms; admin: what admins of the service may',
}

const shown = {
  tokenId: hexId,
  label: Type.String(),
  scopes: Type.Array(choice(SCOPES), scopes),
  createdAt: isoTime,
  expiresAt: isoTime,
  renewedAt: isoTime,
  renewals: Type.Integer({ description: 'How often it was renewed' }),
  isCurrent: Type.Boolean({ description: 'The request came with it' }),
}

const tokenView = Type.Object(shown)

const makeToken = operation({
  id: 'makeToken',
  tag: 'Tokens',
  scope: 'any',
  summary: 'Make a token',
  description: 'It may do no more than the token of the request. The answer is the only one in which it is shown.',
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
  result: Type.Object({ data: Type.Object({ ...shown, token: Type.String({ description: 'The token itself' }) }) }),
  refusals: [403],
})

const listTokens = operation({
  id: 'listTokens',
  tag: 'Tokens',
  scope: 'any',
  summary: 'List the tokens of the caller',
  description: 'Those that this service has made and that are still good, the oldest first.',
  result: Type.Object({ data: Type.Array(tokenView) }),
})

const revokeOne = operation({
  id: 'revokeToken',
  tag: 'Tokens',
  scope: 'any',
  summary: 'Revoke a token of the caller',
  description: 'It stops at once. A token that may do more than the token of the request stays.',
  params: Type.Object({ tokenId: hexId }),
  result: Type.Object({ data: Type.Object({ tokenId: hexId }) }),
  refusals: [403, 404],
})

const revokeAll = operation({
  id: 'revokeTokens',
  tag: 'Tokens',
  scope: 'any',
  summary: 'Revoke all tokens of the caller',
  description: 'Also the token of the request; but none that may do more than it.',
  result: Type.Object({ data: Type.Object({ revoked: Type.Integer({ description: 'How many' }) }) }),
})

/** The tokens that this service has made for the caller. */
export function tokenRoutes(app: TypedApp): void {
  app.post('/tokens', { schema: makeToken }, async ({ body, run, user }, reply) => {
    const { jid, name, scopes: askedWith } = user
    const { token, stored } = await run(of(user), turn => issueToken(turn, { ...body, user: jid, name, askedWith }))
    reply.header('cache-control', 'no-store')
    return { data: { ...viewOf(stored, user), token } }
  })

  app.get('/tokens', { schema: listTokens }, async ({ run, user }) => {
    const tokens = await run(of(user), turn => tokensOf(turn))
    return { data: tokens.map(token => viewOf(token, user)) }
  })

  app.delete('/tokens/:tokenId', { schema: revokeOne }, async ({ params: { tokenId }, run, user }) => {
    await run(of(user), turn => revokeToken(turn, { id: tokenId, askedWith: user.scopes }))
    return { data: { tokenId } }
  })

  app.delete('/tokens', { schema: revokeAll }, async ({ run, user }) => {
    return { data: { revoked: await run(of(user), turn => revokeTokens(turn, { askedWith: user.scopes })) } }
  })
}

function of({ jid }: User) {
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
