import type { WebSession, WebSessionChange } from '../../web-sessions/web-session.js'
import { type Reading, statement } from './statement.js'

type Row = { id: string; kind: string; user: string; room_id: string; made_at: number; ends_at: number }

/** The table `web_session`. */
export function webSessionStatements() {
  const add = statement<Row>(`
    insert into web_session (id, kind, user, room_id, made_at, ends_at)
    values (@id, @kind, @user, @room_id, @made_at, @ends_at)`)
  const remove = statement<[string]>('delete from web_session where id = ?')
  const expire = statement<[number]>('delete from web_session where ends_at <= ?')
  const byId = statement<[string], Row>('select * from web_session where id = ?')
  const ofUser = statement<[string], Row>('select * from web_session where user = ? order by made_at, id')
  return {
    write: {
      'web-session'({ was, now, at }: WebSessionChange): void {
        expire.run(at)
        if (was) remove.run(was.id)
        if (now) add.run(toRow(now))
      },
    },
    answers: {
      webSession(id: string): WebSession | undefined {
        const row = byId.get(id)
        return row && fromRow(row)
      },
      /** The oldest first. */
      webSessionsOf: (user: string): WebSession[] => ofUser.all(user).map(fromRow),
    },
  }
}

function toRow({ id, kind, user, roomId, madeAt, endsAt }: WebSession): Row {
  return { id, kind, user, room_id: roomId, made_at: madeAt, ends_at: endsAt }
}

function fromRow({ id, kind, user, room_id, made_at, ends_at }: Row): WebSession {
  return { id, kind: kind as WebSession['kind'], user, roomId: room_id, madeAt: made_at, endsAt: ends_at }
}
