import type { FamilyClientChange, RoomNewsChange } from '../../rooms-api/facts.js'
import { type Reading, statement, type Written } from './statement.js'

type Row = { readonly user: string; readonly notedAt: number }

/** In milliseconds: rows of people who have not used such a client for so long are deleted. */
const KEPT = 30 * 24 * 60 * 60 * 1000

/** The table `family_client`: the people who use a client of the Rainbow family. */
export function familyClientStatements() {
  const put = statement<Row>(`
    insert into family_client (user, noted_at) values (@user, @notedAt)
    on conflict (user) do update set noted_at = excluded.noted_at`)
  const drop = statement<[number]>('delete from family_client where noted_at <= ?')
  const remove = statement<[string]>('delete from family_client where user = ?')
  const all = statement<[], Row>('select user, noted_at as "notedAt" from family_client order by noted_at')
  return {
    write: {
      'family-client': ({ user, now }: FamilyClientChange): Written =>
        now === undefined ? remove.with(user) : [drop.with(now - KEPT), put.with({ user, notedAt: now })],
      /** Only memory has the news that wait. */
      'room-news': (_: RoomNewsChange): Written => undefined,
    },
    /** All of them, with the time in milliseconds since 1970, oldest first. */
    all: (): Reading<Row[]> => all.all(),
  }
}
