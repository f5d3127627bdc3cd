import type { Command } from '../../muc/command.js'
import type { Context } from '../../muc/context.js'
import { dataTable } from '../../stanza/data-table.js'
import { isoTime } from '../../stanza/time.js'
import { tokensOf } from '../context.js'

const COLUMNS = [
  { name: 'label', label: 'Label' },
  { name: 'scopes', label: 'Scopes' },
  { name: 'created', label: 'Created' },
  { name: 'expires', label: 'Expires' },
  { name: 'id', label: 'Token id' },
]

/** Lists the caller's unexpired tokens, without the JWTs. */
export const listTokens: Command<Context> = {
  node: 'urn:latchstring:command:tokens',
  name: 'My API tokens',
  mayRun: () => true,
  lookUp: ({ from }) => ({ apiTokensOf: from.bare }),
  run(asked) {
    const tokens = tokensOf(asked)
    const rows = tokens.map(({ label, scopes, createdAt, expiresAt, id }) => {
      return [label, scopes.join(' '), isoTime(createdAt), isoTime(expiresAt), id]
    })
    return { result: dataTable('My API tokens', COLUMNS, rows).table, note: `Tokens: ${tokens.length}.` }
  },
}
