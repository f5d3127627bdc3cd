import type { WebSession, WebSessionChange } from '../../web-sessions/web-session.js'
import { type Reading, type Step, statement } from './statement.js'

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
      *'web-session'({ was, now, at }: WebSessionChange): Iterable<Step> {
        yield expire.with(at)
        if (was) yield remove.with(was.id)
        if (now) yield add.with(toRow(now))
      },
    },
    answers: {
      *webSession(id: string): Reading<WebSession | undefined> {
        const row = yield* byId.get(id)
        return row && fromRow(row)
      },
      /** The oldest first. */
      *webSessionsOf(user: string): Reading<WebSession[]> {
        return (yield* ofUser.all(user)).map(fromRow)
      },
    },
  }
}

function toRow({ id, kind, user, roomId, madeAt, endsAt }: WebSession): Row {
  return { id, kind, user, room_id: roomId, made_at: madeAt, ends_at: endsAt }
}

function fromRow({ id, kind, user, room_id, made_at, ends_at }: Row): WebSession {
  return { id, kind: kind as WebSession['kind'], user, roomId: room_id, madeAt: made_at, endsAt: ends_at }
}
