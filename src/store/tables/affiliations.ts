import type { AffiliationEntry } from '../../muc/model/affiliation.js'
import type { AffiliationChange } from '../../muc/model/change.js'
import { type Reading, type Step, statement } from './statement.js'

type Row = Omit<AffiliationEntry, 'isVisitor'> & { user: string; visitor: number }

/** The table `affiliation`. A nick is reserved for one person of a room; an empty one is none. */
export function affiliationStatements({ noteUser }: { noteUser: (jid: string) => Iterable<Step> }) {
  const put = statement<Row & { room: string }>(`
    insert into affiliation (room, user, affiliation, reason, since, nick, visited, visitor)
    values (@room, @user, @affiliation, @reason, @since, @nick, @visited, @visitor)
    on conflict (room, user) do update
    set affiliation = excluded.affiliation, reason = excluded.reason, since = excluded.since, nick = excluded.nick,
      visited = excluded.visited, visitor = excluded.visitor`)
  const remove = statement<[string, string]>('delete from affiliation where room = ? and user = ?')
  const ofRoom = statement<[string], Row>(`
    select user, affiliation, reason, since, nick, visited, visitor from affiliation
    where room = ? order by since, user`)
  const moderatedBy = statement<{ user: string; most: number }, string>(`
    select room from affiliation where user = @user and affiliation in ('owner', 'admin') order by room limit @most`).pluck()
  return {
    write: {
      *affiliation({ room, user, now }: AffiliationChange): Iterable<Step> {
        yield* noteUser(user)
        yield now ? put.with(toRow({ room, user, ...now })) : remove.with(room, user)
      },
    },
    answers: {
      /** The bare JIDs of the rooms of which the user is an owner or an admin. */
      moderatedBy: (asked: { user: string; most: number }): Reading<string[]> => moderatedBy.all(asked),
    },
    ofRoom: (room: string): Reading<Map<string, AffiliationEntry>> => ofRoom.map(fromRow, room),
  }
}

function toRow<Entry extends AffiliationEntry>({ isVisitor = false, ...rest }: Entry) {
  return { ...rest, visitor: Number(isVisitor) }
}

function fromRow({ user, visitor, ...entry }: Row): [string, AffiliationEntry] {
  return [user, visitor === 1 ? { ...entry, isVisitor: true } : entry]
}
