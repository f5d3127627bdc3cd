import type { FactKind, PersonalFact } from '../../../personal-facts/facts.js'
import { type OpenInviteRow, openInvite } from '../open-invites.js'
import { pause, type Reading, statement, together } from '../statement.js'
import { type Asked, lengthOf, type Read, type Reader } from './reader.js'
import type { Section } from './sections.js'

/** The rows that are looked through between two looks at the time: one can be 300 KB long. */
const STEP = 100

type Row = Readonly<Record<string, string | number | null>> & { readonly key: string | number }
type Page = { user: string; quoted: string; after: string | number; until: string | number; most: number }

/** Makes the reader of the facts of one kind from the rows of a table. */
export function rowReader(kind: FactKind, section: Section): Reader {
  const { table, index, where, key, facts, isWalk } = section
  const first = key === 'position' || key === 'number' ? 0 : ''
  const page = statement<Page, Row>(`
    select ${key} as key, ${facts} from ${table} ${index === undefined ? '' : `indexed by ${index}`}
    where ${where} and ${key} > @after ${isWalk ? `and ${key} <= @until` : ''} order by ${key} limit @most`)
  const byLinkId = statement<[string], OpenInviteRow>('select * from open_invite where link_id = ?')
  /** Adds to a link the open invite, with its secret id, which is no fact to be shown. */
  function* completed(fact: PersonalFact): Reading<PersonalFact> {
    const row = yield* byLinkId.get(String(fact.key))
    return row ? { ...fact, invite: openInvite(row) } : fact
  }
  function* read(asked: Asked, until: string | number = ''): Reading<Read> {
    const { user, most, longest } = asked
    const values = { user, quoted: JSON.stringify(user), after: keyIn(asked, first), until, most }
    const found = yield* taken(take => page.until(take, values), { most, longest, factOf: row => factOf(kind, row) })
    return kind === 'link' ? { ...found, facts: yield* together(found.facts.map(completed)) } : found
  }
  if (!isWalk) return read
  const end = statement<{ after: string | number }, { last: string | number | null; rows: number }>(`
    select max(key) as last, count(*) as rows
    from (select ${key} as key from ${table} where ${key} > @after order by ${key} limit ${STEP}) as step`)
  return asked => walk(asked, { first, read, endOf: after => end.get({ after }) })
}

type Walk = {
  readonly first: string | number
  read(asked: Asked, until: string | number): Reading<Read>
  endOf(after: string | number): Reading<{ readonly last: string | number | null; readonly rows: number } | undefined>
}

/** The key behind which facts are asked for. One that no page has given, of another type, stands for the first. */
function keyIn({ after }: Asked, first: string | number): string | number {
  if (typeof after !== typeof first || after === undefined) return first
  return typeof after === 'string' || Number.isSafeInteger(after) ? after : first
}

/** Looks through a table, step by step, until it has a fact. */
function* walk(asked: Asked, { first, read, endOf }: Walk): Reading<Read> {
  let after = keyIn(asked, first)
  for (let rows = 0; rows < asked.mostRows; rows += STEP) {
    yield* pause()
    const end = yield* endOf(after)
    if (!end || end.last === null) return { facts: [], reached: undefined }
    const { facts, reached } = yield* read({ ...asked, after }, end.last)
    after = reached ?? end.last
    if (facts.length > 0) return { facts, reached: after }
    if (end.rows < STEP) return { facts, reached: undefined }
  }
  return { facts: [], reached: after }
}

/** Reads rows until there are as many or as long ones as asked for. */
export function* taken<T extends { readonly key: string | number }>(
  until: (take: (row: T) => boolean) => Reading<void>,
  { most, longest, factOf }: Pick<Asked, 'most' | 'longest'> & { factOf(row: T): PersonalFact },
): Reading<Read> {
  const facts: PersonalFact[] = []
  let length = 0
  let reached: Read['reached']
  yield* until(row => {
    const fact = factOf(row)
    facts.push(fact)
    length += lengthOf(fact)
    if (facts.length < most && length < longest) return true
    reached = fact.key
    return false
  })
  return { facts, reached }
}

function factOf(kind: FactKind, { key, ...facts }: Row): PersonalFact {
  return { kind, key, facts }
}
