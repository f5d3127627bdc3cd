import type { Database } from 'better-sqlite3'
import type { User } from '../../muc/user.js'
import { userIdOf } from '../../user-id.js'

type Row = { id: string; jid: string; profile: string }

/** The table `user`: everybody who has ever had to do with a room, or has said something of themselves. */
export function userStatements(db: Database) {
  const put = db.prepare<Row>(`
    insert into user (id, jid, profile) values (@id, @jid, @profile)
    on conflict (id) do update set profile = excluded.profile`)
  const note = db.prepare<[string, string]>('insert or ignore into user (id, jid) values (?, ?)')
  const find = db.prepare<{ name: string }, Row>('select id, jid, profile from user where id = @name or jid = @name')
  const inviter = db.prepare<[string], Row>(`
    select user.id, jid, profile from open_invite join user on jid = owner
    where open_invite.id = ? and (expires_at = 0 or expires_at > unixepoch() * 1000)`)
  return {
    write: ({ id, jid, profile }: User): void => void put.run({ id, jid, profile: JSON.stringify(profile) }),
    /** Somebody has to do with a room: they can be named by their id from now on. */
    note(jid: string): void {
      if (jid.includes('@')) note.run(userIdOf(jid), jid)
    },
    /** Those of them that are known. */
    find: (names: readonly string[]): User[] => names.flatMap(name => find.all({ name })).map(fromRow),
    /** Whose the open invite with this id is. One whose time is over costs as much as one that never was. */
    inviter(openInviteId: string): User | undefined {
      const row = inviter.get(openInviteId)
      return row && fromRow(row)
    },
  }
}

function fromRow({ profile, ...rest }: Row): User {
  return { ...rest, profile: JSON.parse(profile) as User['profile'] }
}
