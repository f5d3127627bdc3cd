import type { UserChange } from '../../rooms-api/facts.js'
import type { User } from '../../rooms-api/user.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { type Reading, type Step, statement, together, type Written } from './statement.js'

/** A row of the table `user`. */
export type UserRow = { id: string; jid: string; profile: string }

/** The SQL expression for `displayNameOf` of a row. */
export const displayName = `coalesce(
  nullif(trim(coalesce(profile ->> 'firstName', '') || ' ' || coalesce(profile ->> 'lastName', '')), ''),
  nullif(profile ->> 'nickName', ''),
  substr(user.jid, 1, instr(user.jid || '@', '@') - 1))`

/** The SQL condition that the JID of the row is one that a room gets over REST: `room_` and 32 hexadecimal digits. */
const MADE_OVER_REST = `(substr(room.jid, 1, 5) = 'room_' and ltrim(substr(room.jid, 6, 32), '0123456789abcdef') = ''
  and substr(room.jid, 38, 1) = '@')`

/** The SQL condition that members see each other's addresses in the room of a row, as `showsMembers` in muc/. */
export const showsMembers = `
  (json_extract(room.config, '$.whois') = 'anyone' or ${MADE_OVER_REST}
    or room.config -> 'madeOverRest' = 'true')`

/**
 * The SQL condition that the reader may see the user of a row: it is the same user, or they have a room in common in
 * which members see each other's addresses, or in which the reader is an owner or admin.
 */
const MAY_READ = `(user.jid = @reader or exists (
  select 1 from affiliation as own
  join affiliation as theirs on theirs.room = own.room and theirs.user = user.jid
  join room on room.jid = own.room
  where own.user = @reader and own.affiliation <> 'outcast' and theirs.affiliation <> 'outcast'
    and (own.affiliation in ('owner', 'admin') or ${showsMembers})))`

/** The table `user`: every user who has had an affiliation or status in a room, or has a profile. */
export function userStatements() {
  const put = statement<UserRow>(`
    insert into user (id, jid, profile) values (@id, @jid, @profile)
    on conflict (id) do update set profile = excluded.profile`)
  const note = statement<[string, string]>('insert into user (id, jid) values (?, ?) on conflict do nothing')
  const find = statement<{ name: string }, UserRow>('select id, jid, profile from user where id = @name or jid = @name')
  const inviter = statement<[string], UserRow>(`
    select user.id, jid, profile from open_invite join user on jid = owner
    where open_invite.id = ? and (expires_at = 0 or expires_at > unixepoch() * 1000)`)
  const findFor = statement<{ name: string; reader: string }, UserRow>(
    `select id, jid, profile from user where (id = @name or jid = @name) and ${MAY_READ}`,
  )
  return {
    write: {
      user: ({ now: { id, jid, profile } }: UserChange): Written =>
        put.with({ id, jid, profile: JSON.stringify(profile) }),
    },
    answers: {
      /** Those of them of whom this person may read. */
      *people({ reader, names }: { reader: string; names: readonly string[] }): Reading<User[]> {
        return (yield* together(names.map(name => findFor.all({ name, reader })))).flat().map(userOf)
      },
      /** Those of them that are known. */
      *users(names: readonly string[]): Reading<User[]> {
        return (yield* together(names.map(name => find.all({ name })))).flat().map(userOf)
      },
      /** Whose the open invite with this id is. One whose time is over costs as much as one that never was. */
      *inviterBy(openInviteId: string): Reading<User | undefined> {
        const row = yield* inviter.get(openInviteId)
        return row && userOf(row)
      },
    },
    /** Stores the user of a bare JID, so that the REST API can name them by id. Ignores a domain. */
    *note(jid: string): Iterable<Step> {
      if (jid.includes('@')) yield note.with(userIdOf(jid), jid)
    },
  }
}

/** Converts a row of the table `user`. */
export function userOf({ profile, ...rest }: UserRow): User {
  return { ...rest, profile: JSON.parse(profile) as User['profile'] }
}
