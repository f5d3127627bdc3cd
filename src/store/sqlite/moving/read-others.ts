import type { Database } from 'better-sqlite3'
import type { MovedRecord } from '../../../moving/record.js'
import { type ApiTokenRow, apiTokenOf } from '../../tables/api-tokens.js'
import { type EventRow, inviteEvent } from '../../tables/link-history.js'
import { type OpenInviteRow, openInvite } from '../../tables/open-invites.js'
import { type TombstoneRow, tombstone } from '../../tables/tombstones.js'
import { type UserRow, userOf } from '../../tables/users.js'
import { type WebhookRow, webhookOf } from '../../tables/webhooks.js'
import { inPortions } from './read-rooms.js'

/** Rows that are read at a time. */
const PORTION = 500
/** Of a link or of an entry of the link history: no room has its id. */
const HAS_NO_ROOM = 'not exists (select 1 from room where room.id = room_id)'

/** Reads what belongs to no room that exists. */
export function* readOthers(db: Database): Iterable<MovedRecord> {
  for (const row of byKey<OpenInviteRow>(db, { table: 'open_invite', key: 'id', where: HAS_NO_ROOM })) {
    const invite = openInvite(row)
    yield { kind: 'link', ...invite, terms: { ...invite.terms, domains: [...invite.terms.domains] } }
  }
  const events = db.prepare<[number], EventRow & { position: number }>(
    `select * from invite_event where position > ? and ${HAS_NO_ROOM} order by position limit ${PORTION}`,
  )
  for (const { position: _, ...row } of inPortions(after => events.all(after))) {
    yield { kind: 'link-event', ...inviteEvent(row) }
  }
  for (const row of byKey<TombstoneRow>(db, { table: 'tombstone', key: 'jid' })) {
    const { jid: room, until, alternate, known, creator } = tombstone(row)
    yield { kind: 'tombstone', room, until, alternate, creator, ...(known && { known: [...known] }) }
  }
  for (const row of byKey<UserRow>(db, { table: 'user', key: 'id' })) {
    const { jid, profile } = userOf(row)
    yield { kind: 'user', user: jid, profile: { ...profile } }
  }
  for (const row of byKey<{ user: string; noted_at: number }>(db, { table: 'family_client', key: 'user' })) {
    yield { kind: 'family-client', user: row.user, at: row.noted_at }
  }
  for (const row of byKey<ApiTokenRow>(db, { table: 'api_token', key: 'id' })) {
    const token = apiTokenOf(row)
    yield { kind: 'api-token', ...token, scopes: [...token.scopes] }
  }
  for (const row of byKey<WebhookRow>(db, { table: 'webhook', key: 'id' })) {
    const { position: _, failing: __, rooms, kinds, ...rest } = webhookOf(row)
    yield { kind: 'webhook', ...rest, rooms: [...rooms], kinds: [...kinds] }
  }
}

type Source = { readonly table: string; readonly key: string; readonly where?: string }

/** All rows of a table in the order of its key, a text. */
function* byKey<Row extends object>(db: Database, { table, key, where = 'true' }: Source): Iterable<Row> {
  const portion = db.prepare<[string], Row>(
    `select * from ${table} where ${key} > ? and ${where} order by ${key} limit ${PORTION}`,
  )
  for (let after = ''; ; ) {
    const rows = portion.all(after)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = String(Reflect.get(last, key))
  }
}
