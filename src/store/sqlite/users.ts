import type { Database } from 'better-sqlite3'
import type { User } from '../../muc/user.js'
import { userIdOf } from '../../user-id.js'

type Row = { id: string; jid: string; profile: string }

/** The SQL expression for `displayNameOf` of a row. */
export const displayName = `coalesce(
  nullif(trim(coalesce(profile ->> 'firstName', '') || ' ' || coalesce(profile ->> 'lastName', '')), ''),
  nullif(profile ->> 'nickName', ''),
  substr(user.jid, 1, instr(user.jid, '@') - 1))`

const MADE_OVER_REST = `room_${'[0-9a-f]'.repeat(32)}@*`

/** The SQL condition that members see each other's addresses in the room of a row, as `showsMembers` in muc/. */
export const showsMembers = `
  (json_extract(room.config, '$.whois') = 'anyone' or room.jid glob '${MADE_OVER_REST}')`

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
export function userStatements(db: Database) {
  const put = db.prepare<Row>(`
    insert into user (id, jid, profile) values (@id, @jid, @profile)
    on conflict (id) do update set profile = excluded.profile`)
  const note = db.prepare<[string, string]>('insert or ignore into user (id, jid) values (?, ?)')
  const find = db.prepare<{ name: string }, Row>('select id, jid, profile from user where id = @name or jid = @name')
  const inviter = db.prepare<[string], Row>(`
    select user.id, jid, profile from open_invite join user on jid = owner
    where open_invite.id = ? and (expires_at = 0 or expires_at > unixepoch() * 1000)`)
  const findFor = db.prepare<{ name: string; reader: string }, Row>(
    `select id, jid, profile from user where (id = @name or jid = @name) and ${MAY_READ}`,
  )
  return {
    write: ({ id, jid, profile }: User): void => void put.run({ id, jid, profile: JSON.stringify(profile) }),
    /** Adds a user of a room, so that the REST API can find the user by id. */
    note(jid: string): void {
      if (jid.includes('@')) note.run(userIdOf(jid), jid)
    },
    /** The users with these ids or JIDs that the reader may see. */
    findFor: ({ reader, names }: { reader: string; names: readonly string[] }): User[] =>
      names.flatMap(name => findFor.all({ name, reader })).map(fromRow),
    /** The known users with these ids or JIDs. */
    find: (names: readonly string[]): User[] => names.flatMap(name => find.all({ name })).map(fromRow),
    /** The owner of an open invite. Does not find expired ones: the response time must not reveal them. */
    inviter(openInviteId: string): User | undefined {
      const row = inviter.get(openInviteId)
      return row && fromRow(row)
    },
  }
}

function fromRow({ profile, ...rest }: Row): User {
  return { ...rest, profile: JSON.parse(profile) as User['profile'] }
}
