import type { RoomUser, RoomUserField, RoomUserPage, RoomUsersLookup } from '../../rooms-api/questions.js'
import type { Profile } from '../../rooms-api/user.js'
import { type Reading, statement } from './statement.js'
import { displayName } from './users.js'

type Row = {
  id: string
  jid: string
  profile: string
  privilege: RoomUser['privilege']
  status: RoomUser['status']
  since: number
}
type Asked = { room: string; privilege: string | null }

/** The users of a room, members and invited ones, with the same status as `statusOf` gives. */
const USERS = `
  select user.id, user.jid, user.profile, coalesce(status.status, 'accepted') as status,
    coalesce(status.since, affiliation.since) as since,
    case when affiliation in ('owner', 'admin') then 'moderator' when visitor = 1 then 'guest' else 'user' end as privilege,
    ${displayName} as name
  from room
  join affiliation on affiliation.room = room.jid and affiliation in ('owner', 'admin', 'member')
  join user on user.jid = affiliation.user
  left join user_status as status on status.room = room.jid and status.user = affiliation.user
  where room.id = @room and coalesce(status.status, 'invited') = 'invited'`

const COLUMN_OF: Record<RoomUserField, string> = {
  additionDate: 'since',
  displayName: 'lower(name)',
  loginEmail: 'jid',
  privilege: 'privilege',
  status: 'status',
}

/** The queries for the list of a room's users, over several tables. */
export function roomUserStatements() {
  const wanted = `from (${USERS}) as listed where cast(@privilege as text) is null or privilege = @privilege`
  const count = statement<Asked, { total: number }>(`select count(*) as total ${wanted}`)
  const sorted = (field: RoomUserField, order: 'asc' | 'desc') =>
    statement<Asked & { limit: number; offset: number }, Row>(
      `select id, jid, profile, privilege, status, since ${wanted}
      order by ${COLUMN_OF[field]} ${order}, jid ${order} limit @limit offset @offset`,
    )
  const fields = Object.keys(COLUMN_OF) as RoomUserField[]
  const pages = new Map(fields.map(field => [field, { asc: sorted(field, 'asc'), desc: sorted(field, 'desc') }]))
  return {
    answers: {
      *roomUsers(lookup: RoomUsersLookup): Reading<RoomUserPage> {
        const { roomId, privilege, sortField, descending, limit, offset } = lookup
        const asked = { room: roomId, privilege: privilege ?? null }
        const page = pages.get(sortField)?.[descending ? 'desc' : 'asc']
        const rows = page ? yield* page.all({ ...asked, limit, offset }) : []
        const users = rows.map(({ profile, ...rest }) => ({ ...rest, profile: JSON.parse(profile) as Profile }))
        return { users, total: (yield* count.get(asked))?.total ?? 0 }
      },
    },
  }
}
