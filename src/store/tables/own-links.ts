import type { OwnLink, OwnLinksLookup, OwnLinksPage } from '../../invites/managed-link.js'
import type { Affiliation } from '../../muc/model/affiliation.js'
import { type OpenInviteRow, openInvite } from './open-invites.js'
import { pause, type Reading, statement } from './statement.js'

/** The room of a link, with the affiliation of the link's owner; null without one. */
type Row = OpenInviteRow & { open_room: string | null; room_jid: string | null; affiliation: Affiliation | null }
/** `fits`: whether the reader may see it. */
type Fitting = { fits: number }
type Asked = { owner: string; isAdmin: number; isBound: number; withModerators: number }
type Place = { at: number; key: string }
/** Links of one kind to one room. */
type Group = { room_id: string; room_type: string; grants: string; links: number }

/** The links that are read at once: that takes a millisecond or two. */
const PORTION = 250

const COLUMNS = 'link.*, room.id as open_room, room.jid as room_jid, affiliation'
const JOINED = `
  left join room on room.id = room_id
  left join affiliation on affiliation.room = room.jid and affiliation.user = @owner`
const GRANTS = `coalesce(json_extract(terms, '$.grants'), '')`
/** The rights of `managesAs`. */
const fits = (grants: string) => `
  case when (room.id is not null or (@isBound = 0 and room_type <> 'default'))
  and (@withModerators = 1 or ${grants} <> 'moderator')
  and (room_type <> 'default' or @isAdmin = 1 or affiliation = 'owner'
    or (affiliation in ('admin', 'member') and ${grants} <> 'moderator')) then 1 else 0 end as fits`

/** The links of one owner, read from the table `open_invite`. No turn of the event loop reads many of them. */
export function ownLinkStatements() {
  const one = statement<{ owner: string; linkId: string }, Row>(
    `select ${COLUMNS} from open_invite as link ${JOINED} where owner = @owner and link_id = @linkId`,
  )
  const personal = statement<{ owner: string }, Row>(`
    select ${COLUMNS} from open_invite as link ${JOINED}
    where owner = @owner and room_type <> 'default' order by created_at, link.id`)
  return {
    answers: {
      ...pageQuery(),
      ...standingQuery(),
      *ownLink(asked: { owner: string; linkId: string }): Reading<OwnLink | undefined> {
        const row = yield* one.get(asked)
        return row && isFound(row) ? ownLink(row) : undefined
      },
      *personalLinksOf(owner: string): Reading<OwnLink[]> {
        return (yield* personal.all({ owner })).map(ownLink)
      },
    },
  }
}

function pageQuery() {
  const portion = (comparison: '<' | '>', order: 'asc' | 'desc') =>
    statement<Asked & Place, Row & Fitting>(`
      select ${COLUMNS}, ${fits(GRANTS)} from (
        select * from open_invite where owner = @owner and (created_at, link_id) ${comparison} (@at, @key)
        order by created_at ${order}, link_id ${order} limit ${PORTION}
      ) as link ${JOINED} order by created_at ${order}, link_id ${order}`)
  const [oldest, newest] = [portion('>', 'asc'), portion('<', 'desc')]
  const total = totalOf()
  return {
    *ownLinks(lookup: OwnLinksLookup): Reading<OwnLinksPage> {
      const { owner, isAdmin, isBound, withModerators, isNewestFirst, limit, offset, after } = lookup
      const flags = { isAdmin: Number(isAdmin), isBound: Number(isBound), withModerators: Number(withModerators) }
      const asked: Asked = { owner, ...flags }
      const links: OwnLink[] = []
      let skipped = 0
      const start: Place = after ?? (isNewestFirst ? { at: Number.MAX_SAFE_INTEGER, key: '' } : { at: 0, key: '' })
      const rowsBeyond = (place: Place) => (isNewestFirst ? newest : oldest).all({ ...asked, ...place })
      yield* walk(rowsBeyond, { start, keyOf: row => row.link_id }, rows => {
        const fitting = rows.filter(row => row.fits === 1)
        const first = Math.min(fitting.length, offset - skipped)
        skipped += first
        links.push(...fitting.slice(first, first + limit - links.length).map(ownLink))
        return links.length < limit
      })
      return { links, total: after ? 0 : yield* total(asked) }
    },
  }
}

/** Reads the rows beyond a place in portions, with a pause after each, as long as `take` is true. */
function* walk<Read extends Row>(
  rowsBeyond: (place: Place) => Reading<Read[]>,
  { start, keyOf }: { start: Place; keyOf: (row: Read) => string },
  take: (rows: readonly Read[]) => boolean,
): Reading<void> {
  for (let place: Place | undefined = start; place; ) {
    const rows: Read[] = yield* rowsBeyond(place)
    const last: Read | undefined = take(rows) && rows.length === PORTION ? rows.at(-1) : undefined
    place = last && { at: last.created_at, key: keyOf(last) }
    yield* pause()
  }
}

/** Counts the links that fit. The rooms are read once for many links to the same room. */
function totalOf(): (asked: Asked) => Reading<number> {
  const portion = statement<Asked & Omit<Group, 'links'>, Group & Fitting>(`
    select link.*, ${fits('grants')} from (
      select room_id, room_type, ${GRANTS} as grants, count(*) as links from open_invite
      where owner = @owner and (room_id, room_type, ${GRANTS}) > (@room_id, @room_type, @grants)
      group by room_id, room_type, ${GRANTS} order by room_id, room_type, ${GRANTS} limit ${PORTION}
    ) as link ${JOINED}`)
  return function* count(asked) {
    let total = 0
    for (let after: Omit<Group, 'links'> | undefined = { room_id: '', room_type: '', grants: '' }; after; ) {
      const groups: (Group & Fitting)[] = yield* portion.all({ ...asked, ...after })
      total += groups.reduce((sum, { links, fits }) => sum + (fits === 1 ? links : 0), 0)
      after = groups.length < PORTION ? undefined : groups.at(-1)
      if (after) yield* pause()
    }
    return total
  }
}

function standingQuery() {
  const sql = (condition: string) => `
    select ${COLUMNS} from (
      select * from open_invite where owner = @owner and ${condition} and (created_at, id) > (@at, @key)
      order by created_at, id limit ${PORTION}
    ) as link ${JOINED} order by created_at, link.id`
  // An index of SQLite is for this very condition, which PostgreSQL does not know.
  const portion = (inRoom: string) =>
    statement<{ owner: string; room: string } & Place, Row>(sql(`standing ${inRoom}`), {
      postgres: sql(`standing = 1 ${inRoom}`),
    })
  const [all, ofRoom] = [portion(''), portion('and room_id = @room')]
  return {
    *standingLinks({ owner, roomId }: { owner: string; roomId?: string | undefined }): Reading<OwnLink[]> {
      const links: OwnLink[] = []
      const rowsBeyond = (place: Place) =>
        (roomId === undefined ? all : ofRoom).all({ owner, room: roomId ?? '', ...place })
      yield* walk(rowsBeyond, { start: { at: 0, key: '' }, keyOf: row => row.id }, rows => {
        links.push(...rows.filter(isFound).map(ownLink))
        return true
      })
      return links
    },
  }
}

/** Not so the links of destroyed rooms; a personal link of one is bound to no room. */
function isFound({ open_room, room_type }: Row): boolean {
  return open_room !== null || room_type !== 'default'
}

function ownLink(row: Row): OwnLink {
  const invite = openInvite({ ...row, room_id: row.open_room ?? '' })
  return { invite, room: row.room_jid ?? '', affiliation: row.affiliation ?? 'none' }
}
