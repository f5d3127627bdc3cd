import type { Ban } from '../../rooms-api/bans.js'
import type { BansLookup, ListedMember, MemberPage, MembersLookup } from '../../rooms-api/questions.js'
import { folded, foldedWords } from './search-text.js'
import { pause, type Reading, type Statement, statement } from './statement.js'

type Row = {
  user: string
  affiliation: ListedMember['affiliation']
  since: number
  visitor: number
  reserved: string
  invited: number
  /** One on each line; no nick has a line break. */
  nicks: string
}
type Asked = { room: string; after: string; most: number; owner: number; admin: number; member: number }

/** The members that are read at once: that takes a millisecond or two. */
const PORTION = 250
/** The members among which one page of a search looks. Our own decision: a page has what it has found until then. */
const MOST_SEARCHED = 2500

/** The members with one affiliation, in the order of their addresses. By itself, SQLite would read the bans among them. */
const withOne = (affiliation: 'owner' | 'admin' | 'member') => `
  select * from (select user, affiliation, since, visitor, nick from affiliation indexed by affiliation_member
    where room = @room and affiliation = '${affiliation}' and affiliation <> 'outcast' and @${affiliation} = 1 and user > @after
    order by user limit @most) as ${affiliation}`

/** A client of a person has an address that begins with that of the person and a slash, behind which the 0 comes. */
const NICKS = `coalesce((select string_agg(nick, '\n') from (
    select distinct nick from occupant_session
    where room = @room and session >= member.user || '/' and session < member.user || '0' order by nick) as used), '')`

/** The members and the bans of a room, in pages that read as much as they give. */
export function memberStatements() {
  const portion = statement<Asked, Row>(`
    select member.user, affiliation, member.since, visitor, nick as reserved, ${NICKS} as nicks,
      case when status.status = 'invited' then 1 else 0 end as invited
    from (${withOne('owner')} union all ${withOne('admin')} union all ${withOne('member')}) as member
    left join user_status as status on status.room = @room and status.user = member.user
    order by member.user limit @most`)
  const bans = statement<Omit<BansLookup, 'after'> & { at: number; key: string }, Ban>(`
    select user as banned, reason, since from affiliation
    where room = @room and affiliation = 'outcast' and (since, user) > (@at, @key)
    order by since, user limit @limit offset @offset`)
  return {
    answers: {
      members: (lookup: MembersLookup): Reading<MemberPage> =>
        lookup.search === undefined ? pageOfAll(portion, lookup) : pageOfMatches(portion, lookup, lookup.search),
      bans: ({ after, ...asked }: BansLookup): Reading<Ban[]> =>
        bans.all({ ...asked, at: after?.at ?? Number.MIN_SAFE_INTEGER, key: after?.key ?? '' }),
    },
  }
}

function* pageOfAll(portion: Statement<Asked, Row>, lookup: MembersLookup): Reading<MemberPage> {
  const { after, limit } = lookup
  const rows = yield* portion.all(askedOf(lookup, { after, most: limit + 1 }))
  const members = rows.slice(0, limit).map(row => memberOf(row, lookup))
  return { members, next: rows.length > limit ? members.at(-1)?.user : undefined }
}

/** The matches among a number of members. `next` is the last of these, whether it matches or not. */
function* pageOfMatches(portion: Statement<Asked, Row>, lookup: MembersLookup, search: string): Reading<MemberPage> {
  const words = foldedWords(search.split(/\s+/u))
  const members: ListedMember[] = []
  let { after } = lookup
  for (let searched = 0; searched < MOST_SEARCHED; searched += PORTION) {
    const rows = yield* portion.all(askedOf(lookup, { after, most: PORTION }))
    for (const row of rows) {
      after = row.user
      const member = memberOf(row, lookup)
      if (matches(member, words)) members.push(member)
      const isLast = rows.length < PORTION && row === rows.at(-1)
      if (members.length === lookup.limit) return { members, next: isLast ? undefined : after }
    }
    if (rows.length < PORTION) return { members, next: undefined }
    yield* pause()
  }
  return { members, next: after }
}

function askedOf({ room, affiliations }: MembersLookup, { after, most }: { after: string; most: number }): Asked {
  const wanted = (affiliation: ListedMember['affiliation']) => Number(affiliations.includes(affiliation))
  return { room, after, most, owner: wanted('owner'), admin: wanted('admin'), member: wanted('member') }
}

function memberOf({ visitor, invited, reserved, nicks, ...row }: Row, { withNicks }: MembersLookup): ListedMember {
  return {
    ...row,
    isVisitor: visitor === 1,
    isInvited: invited === 1,
    reservedNick: withNicks ? reserved : '',
    nicks: withNicks && nicks !== '' ? nicks.split('\n') : [],
  }
}

/** Whether each word is in the address or in a nick. */
function matches({ user, reservedNick, nicks }: ListedMember, words: readonly string[]): boolean {
  const text = folded([user, reservedNick, ...nicks].join('\n'))
  return words.every(word => text.includes(word))
}
