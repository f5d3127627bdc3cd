import type { Database } from 'better-sqlite3'
import type { RegistrationChange } from '../../muc/change.js'
import type { RegistrationRequest } from '../../muc/room.js'

type Row = { user: string; nick: string; answers: string; at: number }

/** The table `registration`. The answers are one JSON value: only a person reads them. */
export function registrationStatements(db: Database) {
  const put = db.prepare<Row & { room: string }>(`
    insert into registration (room, user, nick, answers, at) values (@room, @user, @nick, @answers, @at)
    on conflict (room, user) do update set nick = excluded.nick, answers = excluded.answers, at = excluded.at`)
  const remove = db.prepare<[string, string]>('delete from registration where room = ? and user = ?')
  const ofRoom = db.prepare<[string], Row>(
    'select user, nick, answers, at from registration where room = ? order by at, user',
  )
  return {
    write({ room, user, now }: RegistrationChange): void {
      if (now) put.run({ room, user, ...now, answers: JSON.stringify(now.answers) })
      else remove.run(room, user)
    },
    ofRoom: (room: string): Map<string, RegistrationRequest> => new Map(ofRoom.all(room).map(fromRow)),
  }
}

function fromRow({ user, nick, answers, at }: Row): [string, RegistrationRequest] {
  return [user, { nick, answers: JSON.parse(answers) as RegistrationRequest['answers'], at }]
}
