import type { OccupantChange } from '../../muc/model/change.js'
import type { SessionInRoom } from '../../muc/model/last-seen.js'
import type { OccupanciesLookup, Occupancy } from '../../muc/model/lookup.js'
import type { Occupant, Session } from '../../muc/model/occupant.js'
import { domainOf } from '../../stanza/jid.js'
import { sha256 } from './sha-256.js'
import { type Reading, type Step, statement } from './statement.js'

type Row = {
  session: string
  nick: string
  user: string
  role: Occupant['role']
  presence: string
  /** The order of the occupant's sessions: the session that sent presence last comes last. */
  spoken: number
}

/** The table `occupant_session`: a row per session of an occupant, in the order of entry. */
export function occupantStatements() {
  const ofRoom = statement<[string], Row>('select * from occupant_session where room = ? order by position')
  return {
    write: { occupant: occupantWriter() },
    answers: occupancyStatements(),
    *ofRoom(room: string): Reading<Map<string, Occupant>> {
      return fromRows(yield* ofRoom.all(room))
    },
  }
}

function occupantWriter(): (change: OccupantChange) => Iterable<Step> {
  const putting = (session: string) => `
    insert into occupant_session (room, session, nick, user, role, presence, spoken, user_hash, domain_hash)
    values (@room, @session, @nick, @user, @role, @presence, @spoken, @user_hash, @domain_hash)
    on conflict (room, ${session}) do update
    set nick = excluded.nick, role = excluded.role, presence = excluded.presence, spoken = excluded.spoken`
  const put = statement<Row & { room: string; user_hash: string; domain_hash: string }>(putting('session'), {
    // A long address does not fit into an index of PostgreSQL.
    postgres: putting('text_hash(session)'),
  })
  const remove = statement<[string, string]>('delete from occupant_session where room = ? and session = ?')
  return function* write({ room, was, now }): Iterable<Step> {
    const staying = new Set(now?.sessions.map(session => session.jid))
    for (const { jid } of was?.sessions ?? []) if (!staying.has(jid)) yield remove.with(room, jid)
    if (!now) return
    const { nick, user, role } = now
    const hashes = { user_hash: sha256(user), domain_hash: sha256(domainOf(user)) }
    for (const [spoken, session] of now.sessions.entries()) {
      // Only changed sessions are written: an unchanged one is the same object at the same index.
      if (was?.role === role && was.sessions[spoken] === session) continue
      yield put.with({ room, session: session.jid, nick, user, role, presence: session.presence, spoken, ...hashes })
    }
  }
}

/** The queries over the occupants of all rooms. */
function occupancyStatements() {
  const rooms = statement<{ after: string; most: number }, string>(
    'select distinct room from occupant_session where room > @after order by room limit @most',
  ).pluck()
  const sessions = statement<[], string>('select distinct session from occupant_session').pluck()
  const after = statement<SessionInRoom & { most: number }, SessionInRoom>(`
    select room, session from occupant_session where (room, session) > (@room, @session)
    order by room, session limit @most`)
  const ofUser = statement<[string], Occupancy>(
    'select distinct room, nick from occupant_session where user = ? order by room, nick',
  )
  const named = 'in (select value from each(@hashes))'
  const ofHash = statement<OccupanciesLookup, Occupancy>(`
    select distinct room, nick from occupant_session
    where (user_hash ${named} or domain_hash ${named}) and (room, nick) > (@room, @nick)
    order by room, nick limit @most`)
  return {
    /** The occupants whose user or domain has one of these hashes, at most `most` after this one. */
    occupanciesOf: (asked: OccupanciesLookup): Reading<Occupancy[]> => ofHash.all(asked),
    /** The rooms with occupants, in the order of their JIDs: at most `most` after the room `after`. */
    occupied: (portion: { after: string; most: number }): Reading<string[]> => rooms.all(portion),
    /** The rooms that the user is in with the nicks, in the order of their JIDs. */
    roomsOf: (user: string): Reading<Occupancy[]> => ofUser.all(user),
    /** Sessions in all rooms, in the order of room and session: at most `most` after this one. */
    occupantsAfter: (one: SessionInRoom & { most: number }): Reading<SessionInRoom[]> => after.all(one),
    /** The full JIDs of all sessions, each once. */
    sessions: (): Reading<string[]> => sessions.all(),
  }
}

/** The occupants in the order of entry, each with its sessions in the order of their last presence. */
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
  return { jid: session, presence }
}
