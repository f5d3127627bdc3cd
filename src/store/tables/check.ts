import { attr, parseElement } from '../../stanza/element.js'
import { invariants } from './invariants.js'
import { type Reading, statement } from './statement.js'

/** What a check knows about the service that uses the database. */
export type CheckOptions = {
  /** Now, in milliseconds since 1970. */
  readonly now?: number
  /** Whether a waiting delivery is a fault: after a connected service has had time to deliver. */
  readonly isDrained?: boolean
  /** After how many milliseconds a waiting delivery is a fault, for a connected service. */
  readonly stuckAfter?: number
}

/** The maximum number of listed faults of one kind; further ones are counted. */
const MAX_LISTED = 10

const INVARIANTS = invariants.map(({ sql }) => statement<{ now: number }, string>(sql).pluck())
const DELIVERIES = statement<[], Row>(`
  select id, stanza, case when confirmed_at is null then 1 else 0 end as waits, created_at as "createdAt" from outbox`)

/** Checks the rows of a database of the latest version; gives one sentence per fault. */
export function* rowFaults(options: CheckOptions): Reading<string[]> {
  const now = options.now ?? Date.now()
  const faults: string[] = []
  for (const invariant of INVARIANTS) faults.push(...listed(yield* invariant.all({ now })))
  return [...faults, ...outboxFaults(yield* DELIVERIES.all(), { ...options, now })]
}

function listed(found: readonly string[]): string[] {
  const unlisted = found.length - MAX_LISTED
  return [
    ...found.slice(0, MAX_LISTED).map(printable),
    ...(unlisted > 0 ? [`There are ${unlisted} more of this kind.`] : []),
  ]
}

type Row = { readonly id: string; readonly stanza: string; readonly waits: 0 | 1; readonly createdAt: number }
type OutboxCheck = CheckOptions & { readonly now: number }

/** Every row must contain a message with an address and with the id of the row. */
function outboxFaults(rows: readonly Row[], { isDrained = false, stuckAfter, now }: OutboxCheck): string[] {
  const faults = rows.filter(row => !isDelivery(row)).map(({ id }) => `The delivery ${id} cannot be sent.`)
  const waiting = rows.filter(({ waits }) => waits === 1)
  if (isDrained && waiting.length > 0) {
    faults.push(`Deliveries that wait although all should be delivered: ${waiting.length}.`)
  }
  const stuck = waiting.filter(({ createdAt }) => stuckAfter !== undefined && createdAt < now - stuckAfter)
  if (stuck.length > 0) faults.push(`Deliveries that have waited for more than ${stuckAfter} ms: ${stuck.length}.`)
  return faults.map(printable)
}

function isDelivery({ id, stanza }: { id: string; stanza: string }): boolean {
  try {
    const element = parseElement(stanza)
    return element.is('message') && attr(element, 'id') === id && attr(element, 'to') !== undefined
  } catch {
    return false
  }
}

/** Escapes control characters: nicks and names come from strangers, and the sentences go to a terminal. */
function printable(sentence: string): string {
  return sentence.replace(/\p{C}/gu, character => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
