import type { Command } from '../../muc/command.js'
import type { Context } from '../../muc/context.js'
import { dataTable } from '../../stanza/data-table.js'
import { isoTime } from '../../stanza/time.js'
import { tokensOf } from '../context.js'

const COLUMNS = [
  { name: 'label', label: 'Label' },
  { name: 'scopes', label: 'What it is for' },
  { name: 'created', label: 'Made' },
  { name: 'expires', label: 'Ends' },
  { name: 'id', label: 'Spoken of as' },
]

/** Lists the tokens of whoever asks that are still good; never what one could sign in with. */
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
