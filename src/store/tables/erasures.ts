import type {
  Erasure,
  ErasureChange,
  FactErasureChange,
  FactKind,
  FactsLookup,
  FactsPage,
} from '../../personal-facts/facts.js'
import { placeIn, placeText } from '../../personal-facts/place.js'
import { factPages } from './personal-facts/pages.js'
import { SECTIONS } from './personal-facts/sections.js'
import { type Reading, type Step, statement, type Written } from './statement.js'

type Row = { user: string; by: string; at: number; rooms: string; messages: string; cursor: string }

/** The table `erasure`, and the facts of people in all tables. */
export function erasureStatements() {
  const put = statement<Row>(`
    insert into erasure (user, by, at, rooms, messages, cursor) values (@user, @by, @at, @rooms, @messages, @cursor)
    on conflict (user) do update set
      by = excluded.by, at = excluded.at, rooms = excluded.rooms, messages = excluded.messages, cursor = excluded.cursor`)
  const remove = statement<[string]>('delete from erasure where user = ?')
  const ofUser = statement<[string], Row>('select * from erasure where user = ?')
  const after = statement<[string], Row>('select * from erasure where user > ? order by user limit 1')
  const alone = statement<{ user: string; most: number }, string>(`
    select room from affiliation as own where user = @user and affiliation = 'owner'
      and not exists (select 1 from affiliation indexed by affiliation_owner
        where room = own.room and affiliation = 'owner' and user <> @user)
    order by room limit @most`).pluck()
  return {
    write: {
      erasure: ({ was, now }: ErasureChange): Written => (now ? put.with(toRow(now)) : was && remove.with(was.user)),
      'fact-erasure': factEraser(),
    },
    answers: {
      personalFacts: factPages() satisfies (lookup: FactsLookup) => Reading<FactsPage>,
      *erasureOf(user: string): Reading<Erasure | undefined> {
        return fromRow(yield* ofUser.get(user))
      },
      *erasureAfter(user: string): Reading<Erasure | undefined> {
        return fromRow(yield* after.get(user))
      },
      ownedAlone: (asked: { user: string; most: number }): Reading<string[]> => alone.all(asked),
    },
  }
}

function factEraser(): (change: FactErasureChange) => Iterable<Step> {
  const statements = new Map(
    Object.entries(SECTIONS).map(([kind, { erase = [] }]) => [
      kind,
      erase.map(sql => statement<{ user: string; key: string | number }>(sql)),
    ]),
  )
  const ofKind = (kind: FactKind) => statements.get(kind) ?? []
  return function* erase({ now: { user, facts } }) {
    for (const { kind, key } of facts) for (const one of ofKind(kind)) yield one.with({ user, key })
  }
}

function toRow({ after, ...rest }: Erasure): Row {
  return { ...rest, cursor: placeText(after) }
}

function fromRow(row: Row | undefined): Erasure | undefined {
  if (!row) return undefined
  const { cursor, rooms, messages, ...rest } = row
  return {
    ...rest,
    rooms: rooms as Erasure['rooms'],
    messages: messages as Erasure['messages'],
    after: placeIn(cursor),
  }
}
