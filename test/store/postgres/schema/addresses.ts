import type { Test } from 'tap'
import { chance } from '../../../random/chance.js'
import type { Made } from './made.js'

const random = chance(7)
/** A text that cannot be compressed much. */
const text = (length: number) => Array.from({ length }, () => random.below(36).toString(36)).join('')
const PART = 1023
/** As in jid-parts.ts. */
const DOMAIN = text(255)
const [ROOM, USER, NICK] = [`${text(PART)}@${text(255)}`, `${text(PART)}@${DOMAIN}`, text(PART)] as const
const SESSION = `${USER}/${text(PART)}`

/** What the columns hold at their longest, by their names. */
const LONGEST: Readonly<Record<string, string>> = {
  ...{ room: ROOM, jid: ROOM, session: SESSION, sender: SESSION, invited: SESSION, inviter: SESSION, nick: NICK },
  ...{ user: USER, owner: USER, creator: USER, by: USER, caller: USER, approved_by: USER },
  ...{ affiliation: 'outcast', status: 'invited', config: '{}', terms: '{}', details: `{"user":"${USER}"}` },
  // In characters, of which each may have four bytes.
  id: text(4 * PART),
}
/** The ids of these tables are ours, and short. */
const OWN_IDS = [
  'room',
  'user',
  'open_invite',
  'sent_invitation',
  'outbox',
  'api_token',
  'web_session',
  'webhook',
  'kept_answer',
  'intake',
]

type Column = { readonly table: string; readonly column: string; readonly type: string }

/** Addresses at their longest fit into all indexes: an entry that does not would make a whole batch fail. */
export async function longAddresses(t: Test, { client }: Made): Promise<void> {
  const { rows } = await client.query<Column>(`
    select table_name as table, column_name as column, data_type as type
    from information_schema.columns natural join information_schema.tables
    where table_schema = current_schema() and table_type = 'BASE TABLE' and is_generated = 'NEVER' and is_identity = 'NO'
      and table_name not in ('installation', 'link_end', 'schema_version', 'instance', 'room_home', 'room_gram', 'room_to_count')
    order by table_name <> 'room'`)
  await client.query('begin')
  for (const table of new Set(rows.map(row => row.table))) {
    const columns = rows.filter(row => row.table === table)
    const names = columns.map(({ column }) => `"${column}"`)
    const places = columns.map((_, n) => `$${n + 1}`)
    await client.query(
      `insert into "${table}" (${names}) values (${places})`,
      columns.map(column => valueFor(column)),
    )
    t.pass(table)
  }
  await client.query('rollback')
}

function valueFor({ table, column, type }: Column): unknown {
  if (table === 'history' && column === 'room') return 1
  if (type === 'bytea') return Buffer.alloc(0)
  if (type !== 'text') return 1
  if (column === 'id' && OWN_IDS.includes(table)) return 'id'
  return LONGEST[column] ?? text(10)
}
