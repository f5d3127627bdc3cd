import type { Command } from '../../muc/command.js'
import type { Context } from '../../muc/context.js'
import type { Field } from '../../stanza/data-form.js'
import { isoTime } from '../../stanza/time.js'
import type { ApiToken } from '../api-token.js'
import { tokensOf } from '../context.js'
import { revokeToken } from '../revoke.js'
import { SCOPES } from '../scope.js'

const REVOKE_TOKENS = 'urn:latchstring:command:revoke-tokens'
const TOKENS = 'tokens'

/** Revokes the chosen tokens of the caller, all or none of them, whatever their scopes. */
export const revokeMyTokens: Command<Context> = {
  node: REVOKE_TOKENS,
  name: 'Revoke API tokens of mine',
  mayRun: () => true,
  form(asked) {
    const tokens = tokensOf(asked)
    if (tokens.length === 0) return undefined
    return {
      formType: REVOKE_TOKENS,
      title: 'Revoke API tokens',
      instructions: 'The chosen tokens stop working.',
      fields: [tokensField(tokens)],
    }
  },
  lookUp: ({ from }) => ({ apiTokensOf: from.bare }),
  run(asked, form) {
    const ids = [...new Set(form.values(TOKENS))]
    for (const id of ids) revokeToken(asked, { id, callerScopes: SCOPES })
    return { note: ids.length === 0 ? 'You have no API tokens.' : `Revoked: ${ids.length}.` }
  },
}

function tokensField(tokens: readonly ApiToken[]): Field {
  const options = tokens.map(({ id, label, scopes, createdAt }) => ({
    value: id,
    label: `${label} (…${id.slice(-6)}), ${scopes.join(' ')}, created ${isoTime(createdAt)}`,
  }))
  return { name: TOKENS, type: 'list-multi', label: 'The tokens', values: [], options, required: true }
}
