import type { SubjectChange } from '../../muc/model/change.js'
import type { Subject } from '../../muc/model/room.js'
import { type Reading, statement, type Written } from './statement.js'

/** The table `subject`. */
export function subjectStatements() {
  const put = statement<Subject & { room: string }>(`
    insert into subject (room, text, message, nick, user, at) values (@room, @text, @message, @nick, @user, @at)
    on conflict (room) do update
    set text = excluded.text, message = excluded.message, nick = excluded.nick, user = excluded.user, at = excluded.at`)
  const remove = statement<[string]>('delete from subject where room = ?')
  const ofRoom = statement<[string], Subject>('select text, message, nick, user, at from subject where room = ?')
  return {
    write: {
      subject: ({ room, now }: SubjectChange): Written =>
        now ? put.with({ room, message: '', ...now }) : remove.with(room),
    },
    *ofRoom(room: string): Reading<Subject | undefined> {
      const { message = '', ...subject } = (yield* ofRoom.get(room)) ?? {}
      if (!('text' in subject)) return undefined
      return message === '' ? subject : { ...subject, message }
    },
  }
}
