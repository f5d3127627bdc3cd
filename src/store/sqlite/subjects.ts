import type { Database } from 'better-sqlite3'
import type { SubjectChange } from '../../muc/model/change.js'
import type { Subject } from '../../muc/model/room.js'

/** The table `subject`. */
export function subjectStatements(db: Database) {
  const put = db.prepare<Subject & { room: string }>(`
    insert into subject (room, text, nick, user, at) values (@room, @text, @nick, @user, @at)
    on conflict (room) do update
    set text = excluded.text, nick = excluded.nick, user = excluded.user, at = excluded.at`)
  const remove = db.prepare<[string]>('delete from subject where room = ?')
  const ofRoom = db.prepare<[string], Subject>('select text, nick, user, at from subject where room = ?')
  return {
    write: {
      subject({ room, now }: SubjectChange): void {
        if (now) put.run({ room, ...now })
        else remove.run(room)
      },
    },
    ofRoom: (room: string): Subject | undefined => ofRoom.get(room),
  }
}
