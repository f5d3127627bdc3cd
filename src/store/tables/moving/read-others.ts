import type { MovedRecord } from '../../../moving/record.js'
import { type ApiTokenRow, apiTokenOf } from '../api-tokens.js'
import { type EventRow, inviteEvent } from '../link-history.js'
import { type OpenInviteRow, openInvite } from '../open-invites.js'
import { statement } from '../statement.js'
import { type TombstoneRow, tombstone } from '../tombstones.js'
import { type UserRow, userOf } from '../users.js'
import { type WebhookRow, webhookOf } from '../webhooks.js'
import { byKey, byPosition, PORTION, type Read } from './portions.js'

/** Of a link or of an entry of the link history: no room has its id. */
const HAS_NO_ROOM = 'not exists (select 1 from room where room.id = room_id)'

const EVENTS = statement<[number], EventRow & { position: number }>(
  `select * from invite_event where position > ? and ${HAS_NO_ROOM} order by position limit ${PORTION}`,
)

/** Reads what belongs to no room that exists. */
export async function* readOthers(read: Read): AsyncIterable<MovedRecord> {
  for await (const row of byKey<OpenInviteRow>(read, { table: 'open_invite', key: 'id', where: HAS_NO_ROOM })) {
    const invite = openInvite(row)
    yield { kind: 'link', ...invite, terms: { ...invite.terms, domains: [...invite.terms.domains] } }
  }
  for await (const { position: _, ...row } of byPosition(read, after => EVENTS.all(after))) {
    yield { kind: 'link-event', ...inviteEvent(row) }
  }
  for await (const row of byKey<TombstoneRow>(read, { table: 'tombstone', key: 'jid' })) {
    const { jid: room, until, alternate, known, creator } = tombstone(row)
    yield { kind: 'tombstone', room, until, alternate, creator, ...(known && { known: [...known] }) }
  }
  for await (const row of byKey<UserRow>(read, { table: 'user', key: 'id' })) {
    const { jid, profile } = userOf(row)
    yield { kind: 'user', user: jid, profile: { ...profile } }
  }
  for await (const row of byKey<{ user: string; noted_at: number }>(read, { table: 'family_client', key: 'user' })) {
    yield { kind: 'family-client', user: row.user, at: row.noted_at }
  }
  for await (const row of byKey<ApiTokenRow>(read, { table: 'api_token', key: 'id' })) {
    const token = apiTokenOf(row)
    yield { kind: 'api-token', ...token, scopes: [...token.scopes] }
  }
  for await (const row of byKey<WebhookRow>(read, { table: 'webhook', key: 'id' })) {
    const { position: _, failing: __, rooms, kinds, ...rest } = webhookOf(row)
    yield { kind: 'webhook', ...rest, rooms: [...rooms], kinds: [...kinds] }
  }
}
