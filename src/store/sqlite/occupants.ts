import type { Database } from 'better-sqlite3'
import type { OccupantChange } from '../../muc/change.js'
import type { Occupant, Session } from '../../muc/occupant.js'
import { childElements, parseElement } from '../../stanza/element.js'

type Row = { session: string; nick: string; user: string; role: Occupant['role']; presence: string }

/** The table `occupant_session`: a row for each session of each occupant, in the order in which they entered. */
export function occupantStatements(db: Database) {
  const put = db.prepare<Row & { room: string }>(`
    insert into occupant_session (room, session, nick, user, role, presence)
    values (@room, @session, @nick, @user, @role, @presence)
    on conflict (room, session) do update
    set nick = excluded.nick, role = excluded.role, presence = excluded.presence`)
  const remove = db.prepare<[string, string]>('delete from occupant_session where room = ? and session = ?')
  const ofRoom = db.prepare<[string], Row>(
    'select session, nick, user, role, presence from occupant_session where room = ? order by position',
  )
  return {
    write({ room, was, now }: OccupantChange): void {
      const staying = new Set(now?.sessions.map(session => session.jid))
      for (const { jid } of was?.sessions ?? []) if (!staying.has(jid)) remove.run(room, jid)
      if (!now) return
      const { nick, user, role } = now
      for (const session of now.sessions) {
        if (session !== sessionBefore(was, session) || was?.role !== role) {
          put.run({ room, session: session.jid, nick, user, role, presence: session.presence.join('') })
        }
      }
    },
    ofRoom(room: string): Map<string, Occupant> {
      const occupants = new Map<string, Occupant>()
      for (const { session, nick, user, role, presence } of ofRoom.all(room)) {
        const sessions = occupants.get(nick)?.sessions ?? []
        occupants.set(nick, { nick, user, role, sessions: [...sessions, fromRow(session, presence)] })
      }
      return occupants
    },
  }
}

/** An unchanged session is the same value; only what is new is written. */
function sessionBefore(was: Occupant | undefined, { jid }: Session): Session | undefined {
  return was?.sessions.find(session => session.jid === jid)
}

function fromRow(jid: string, presence: string): Session {
  return { jid, presence: childElements(parseElement(`<presence>${presence}</presence>`)) }
}
