import type { Database } from 'better-sqlite3'
import type { OccupantChange } from '../../muc/model/change.js'
import type { SessionInRoom } from '../../muc/model/last-seen.js'
import type { Stay } from '../../muc/model/lookup.js'
import type { Occupant, Session } from '../../muc/model/occupant.js'
import { childElements, parseElement } from '../../stanza/element.js'

type Row = {
  session: string
  nick: string
  user: string
  role: Occupant['role']
  presence: string
  /** The session's place among those of its occupant: the one that spoke of its presence last comes last. */
  spoken: number
}

/** The table `occupant_session`: a row for each session of each occupant, in the order in which they entered. */
export function occupantStatements(db: Database) {
  const put = db.prepare<Row & { room: string }>(`
    insert into occupant_session (room, session, nick, user, role, presence, spoken)
    values (@room, @session, @nick, @user, @role, @presence, @spoken)
    on conflict (room, session) do update
    set nick = excluded.nick, role = excluded.role, presence = excluded.presence, spoken = excluded.spoken`)
  const remove = db.prepare<[string, string]>('delete from occupant_session where room = ? and session = ?')
  const ofRoom = db.prepare<[string], Row>('select * from occupant_session where room = ? order by position')
  const rooms = db
    .prepare<{ after: string; most: number }, string>(
      'select distinct room from occupant_session where room > @after order by room limit @most',
    )
    .pluck()
  const sessions = db.prepare<[], string>('select distinct session from occupant_session').pluck()
  const after = db.prepare<SessionInRoom & { most: number }, SessionInRoom>(`
    select room, session from occupant_session where (room, session) > (@room, @session)
    order by room, session limit @most`)
  const ofUser = db.prepare<[string], Stay>(
    'select distinct room, nick from occupant_session where user = ? order by room, nick',
  )
  return {
    write: {
      occupant({ room, was, now }: OccupantChange): void {
        const staying = new Set(now?.sessions.map(session => session.jid))
        for (const { jid } of was?.sessions ?? []) if (!staying.has(jid)) remove.run(room, jid)
        if (!now) return
        const { nick, user, role } = now
        for (const [spoken, session] of now.sessions.entries()) {
          // An unchanged session is the same value, in the same place: only what is new is written.
          if (was?.role === role && was.sessions[spoken] === session) continue
          put.run({ room, session: session.jid, nick, user, role, presence: session.presence.join(''), spoken })
        }
      },
    },
    answers: {
      /** Those in which somebody is, by address: so many at most, after this one. */
      occupied: (portion: { after: string; most: number }): string[] => rooms.all(portion),
      /** The rooms in which the user is, by address. */
      roomsOf: (user: string): Stay[] => ofUser.all(user),
      /** Of all rooms, so many at most: those that come after this one by room and session. */
      occupantsAfter: (one: SessionInRoom & { most: number }): SessionInRoom[] => after.all(one),
      /** Of all rooms, each once. */
      sessions: (): string[] => sessions.all(),
    },
    ofRoom: (room: string): Map<string, Occupant> => fromRows(ofRoom.all(room)),
  }
}

/** In the order in which they entered, each with the session that spoke last at the end. */
function fromRows(rows: readonly Row[]): Map<string, Occupant> {
  const occupants = new Map<string, Occupant>()
  for (const { nick, user, role } of rows) occupants.set(nick, { nick, user, role, sessions: [] })
  for (const row of [...rows].sort((a, b) => a.spoken - b.spoken)) {
    const occupant = occupants.get(row.nick)
    if (occupant) occupants.set(row.nick, { ...occupant, sessions: [...occupant.sessions, fromRow(row)] })
  }
  return occupants
}

function fromRow({ session, presence }: Row): Session {
  return { jid: session, presence: childElements(parseElement(`<presence>${presence}</presence>`)) }
}
