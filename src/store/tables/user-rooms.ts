import type { UserRooms, UserRoomsLookup, UserRoomsSort } from '../../rooms-api/questions.js'
import type { RoomOverview, RoomUser } from '../../rooms-api/room-overview.js'
import { ReadingTurns } from '../sqlite/reading-turns.js'
import { type RoomRow, roomRecord } from './rooms.js'
import { folded, hasWords } from './search-text.js'
import { type Reading, statement } from './statement.js'
import { showsMembers } from './users.js'

type Row = Record<'user' | 'reader', string> & { former: number } & Record<
    'status' | 'creator' | 'name' | 'ids',
    string | null
  > &
  Record<'active' | 'conference', number | null>
type PageRow = Row & { limit: number; offset: number }
type UserRow = { user: string; privilege: string; status: string; since: number }

/**
 * Privilege and status of users in rooms: of one user or of one room. `shown` is the condition for the former users: the
 * rooms that a moderator has put them out of do not exist for them (`user-statuses.ts`).
 */
const standings = (column: 'user' | 'room', shown: string) => `
  select a.room, a.user, coalesce(s.status, 'accepted') as status, coalesce(s.since, a.since) as since, case
    when a.affiliation in ('admin', 'owner') then 'moderator' when a.visitor then 'guest' else 'user' end as privilege
  from affiliation a left join user_status s on s.room = a.room and s.user = a.user
  where a.${column} = @${column} and a.affiliation != 'outcast'
  union all
  select s.room, s.user, s.status, s.since, 'user' from user_status s
  where s.${column} = @${column} and s.removed ${shown}
    and not exists (select 1 from affiliation a where a.room = s.room and a.user = s.user)`

const IS_READERS = `
  exists (select 1 from affiliation a where a.room = jid and a.user = @reader and a.affiliation != 'outcast')
  or exists (select 1 from user_status s where s.room = jid and s.user = @reader and s.removed = 0)`

/** Whether the reader may see the members of the room. */
const IS_OPEN = `
  (${showsMembers} or exists (
    select 1 from affiliation a where a.room = jid and a.user = @reader and a.affiliation in ('admin', 'owner')))`

const FOUND = `
  from (${standings('user', '= 0')}) mine join room on jid = mine.room
  where (@user = @reader
      or (((json_extract(config, '$.public') and not locked) or ${IS_READERS}) and ${IS_OPEN}))
    and (@status is null or mine.status = @status)
    and (@former or mine.status not in ('unsubscribed', 'removed'))
    and (@ids is null or id in (select value from json_each(@ids)))
    and (@active is null or archived != @active)
    and (@conference is null or (coalesce(json_extract(config, '$.mediaType'), '') != '') = @conference)
    and (@creator is null or (user_id(creator) = @creator and (creator = @reader or ${IS_OPEN})))
    and (@name is null or has_words(coalesce(json_extract(config, '$.name'), ''), @name))`

const ORDER: Record<UserRoomsSort, string> = {
  creationDate: 'created_at',
  id: 'id',
  jid: 'jid',
  name: "json_extract(config, '$.name') collate nocase",
  topic: "json_extract(config, '$.description') collate nocase",
}

/** The queries for the list of a user's rooms in the REST API. */
export function userRoomStatements() {
  // SQLite's own functions fold the case of ASCII letters only.
  db.function('has_words', { deterministic: true }, (text, words) => Number(hasWords(String(text), String(words))))
  const address = statement<[string], { jid: string }>('select jid from user where id = ?')
  const total = statement<Row, { total: number }>(`select count(*) as total ${FOUND}`)
  const page = (order: string) =>
    statement<PageRow, RoomRow>(`select room.* ${FOUND} order by ${order}, jid limit @limit offset @offset`)
  const pages = new Map(
    Object.entries(ORDER).map(([sort, by]) => [sort, { up: page(by), down: page(`${by} desc`) }] as const),
  )
  const users = statement<{ room: string; reader: string; most: number }, UserRow>(`
    select user, privilege, status, since from (${standings('room', '< 2')}) order by user != @reader, since, user limit @most`)
  const own = statement<{ room: string; reader: string }, UserRow>(`
    select user, privilege, status, since from (${standings('room', '< 2')}) where user = @reader`)
  const active = statement<[string], { count: number }>(
    "select count(*) as count from affiliation where room = ? and affiliation != 'outcast'",
  )

  function overview(row: RoomRow, { reader, users: most, recordsOnly }: UserRoomsLookup): RoomOverview {
    if (recordsOnly) return { record: roomRecord(row), users: [], activeUsers: 0 }
    // The reader is the first. To order all others takes long in a room with many bans.
    const first = most === 1 ? own.all({ room: row.jid, reader }) : []
    const shown = (first.length > 0 ? first : users.all({ room: row.jid, reader, most })) as RoomUser[]
    return { record: roomRecord(row), users: shown, activeUsers: active.get(row.jid)?.count ?? 0 }
  }

  return {
    answers: {
      async userRooms(lookup: UserRoomsLookup): Promise<UserRooms> {
        const { sort, isDescending, limit, offset } = lookup
        const user = address.get(lookup.userId)?.jid
        if (user === undefined) return { rooms: [], total: 0 }
        const asked = toRow(user, lookup)
        const statement = pages.get(sort)?.[isDescending ? 'down' : 'up']
        const rows = statement?.all({ ...asked, limit, offset }) ?? []
        const [rooms, turns]: [RoomOverview[], ReadingTurns] = [[], new ReadingTurns()]
        for (const row of rows) {
          await turns.next()
          rooms.push(overview(row, lookup))
        }
        return { rooms, total: total.get(asked)?.total ?? 0 }
      },
    },
  }
}

function toRow(user: string, lookup: UserRoomsLookup): Row {
  const { reader, status = null, creatorId = null, name, isActive, hasConference, ids, withoutFormer } = lookup
  const flag = (value: boolean | undefined) => (value === undefined ? null : Number(value))
  return {
    user,
    reader,
    status,
    former: Number(withoutFormer !== true),
    ids: ids ? JSON.stringify(ids) : null,
    creator: creatorId,
    name: name === undefined ? null : name.trim().split(/\s+/).map(folded).join(' '),
    active: flag(isActive),
    conference: flag(hasConference),
  }
}
