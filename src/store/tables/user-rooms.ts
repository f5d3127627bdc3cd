import type { UserRooms, UserRoomsLookup, UserRoomsSort } from '../../rooms-api/questions.js'
import type { RoomOverview, RoomUser } from '../../rooms-api/room-overview.js'
import { type RoomRow, roomRecord } from './rooms.js'
import { folded } from './search-text.js'
import { pause, type Reading, statement, together } from './statement.js'
import { showsMembers } from './users.js'

type Row = Record<'user' | 'reader', string> & { former: number } & Record<
    'status' | 'creator' | 'name',
    string | null
  > &
  Record<'active' | 'conference', number | null> & { ids: readonly string[] | null }
type PageRow = Row & { limit: number; offset: number }
type UserRow = { user: string; privilege: string; status: string; since: number }

/**
 * Privilege and status of users in rooms: of one user or of one room. `shown` is the condition for the former users: the
 * rooms that a moderator has put them out of do not exist for them (`user-statuses.ts`).
 */
const standings = (column: 'user' | 'room', shown: string) => `
  select a.room, a.user, coalesce(s.status, 'accepted') as status, coalesce(s.since, a.since) as since, case
    when a.affiliation in ('admin', 'owner') then 'moderator' when a.visitor = 1 then 'guest' else 'user' end as privilege
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
      or (((config -> 'public' = 'true' and locked = 0) or ${IS_READERS}) and ${IS_OPEN}))
    and (cast(@status as text) is null or mine.status = @status)
    and (@former = 1 or mine.status not in ('unsubscribed', 'removed'))
    and (cast(@ids as text) is null or id in (select value from each(@ids)))
    and (cast(@active as bigint) is null or archived <> @active)
    and (cast(@conference as bigint) is null
      or case when coalesce(json_extract(config, '$.mediaType'), '') <> '' then 1 else 0 end = @conference)
    and (cast(@creator as text) is null or (user_id(creator) = @creator and (creator = @reader or ${IS_OPEN})))
    and (cast(@name as text) is null or has_words(coalesce(json_extract(config, '$.name'), ''), @name))`

/** Texts in the order of their bytes, with letters of ASCII in lower case. */
const ORDER: Record<UserRoomsSort, string> = {
  creationDate: 'created_at',
  id: 'id',
  jid: 'jid',
  name: "lower(coalesce(json_extract(config, '$.name'), ''))",
  topic: "lower(coalesce(json_extract(config, '$.description'), ''))",
}

/** The queries for the list of a user's rooms in the REST API. */
export function userRoomStatements() {
  const address = statement<[string], { jid: string }>('select jid from user where id = ?')
  const total = statement<Row, { total: number }>(`select count(*) as total ${FOUND}`)
  const page = (order: string) =>
    statement<PageRow, RoomRow>(`select room.* ${FOUND} order by ${order}, jid limit @limit offset @offset`)
  const pages = new Map(
    Object.entries(ORDER).map(([sort, by]) => [sort, { up: page(by), down: page(`${by} desc`) }] as const),
  )
  const users = statement<{ room: string; reader: string; most: number }, UserRow>(`
    select user, privilege, status, since from (${standings('room', '< 2')}) as standing
    order by case when user = @reader then 0 else 1 end, since, user limit @most`)
  const own = statement<{ room: string; reader: string }, UserRow>(`
    select user, privilege, status, since from (${standings('room', '< 2')}) as standing where user = @reader`)
  const active = statement<[string], { count: number }>(
    "select count(*) as count from affiliation where room = ? and affiliation != 'outcast'",
  )

  function* overview(row: RoomRow, { reader, users: most, recordsOnly }: UserRoomsLookup): Reading<RoomOverview> {
    yield* pause()
    if (recordsOnly) return { record: roomRecord(row), users: [], activeUsers: 0 }
    const [shown, count] = yield* together([firstUsers({ room: row.jid, reader, most }), active.get(row.jid)])
    return { record: roomRecord(row), users: shown as RoomUser[], activeUsers: count?.count ?? 0 }
  }

  function* firstUsers({ room, reader, most }: { room: string; reader: string; most: number }): Reading<UserRow[]> {
    // The reader is the first. To order all others takes long in a room with many bans.
    const first = most === 1 ? yield* own.all({ room, reader }) : []
    return first.length > 0 ? first : yield* users.all({ room, reader, most })
  }

  return {
    answers: {
      *userRooms(lookup: UserRoomsLookup): Reading<UserRooms> {
        const { sort, isDescending, limit, offset } = lookup
        const user = (yield* address.get(lookup.userId))?.jid
        if (user === undefined) return { rooms: [], total: 0 }
        const asked = toRow(user, lookup)
        const page = pages.get(sort)?.[isDescending ? 'down' : 'up']
        const rows = page ? yield* page.all({ ...asked, limit, offset }) : []
        const rooms = yield* together(rows.map(row => overview(row, lookup)))
        return { rooms, total: (yield* total.get(asked))?.total ?? 0 }
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
    ids: ids ?? null,
    creator: creatorId,
    name: name === undefined ? null : name.trim().split(/\s+/).map(folded).join(' '),
    active: flag(isActive),
    conference: flag(hasConference),
  }
}
