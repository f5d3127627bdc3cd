import type { Reading, Step } from '../tables/statement.js'
import { turns } from '../turns.js'
import type { Connections } from './connections.js'
import type { Session } from './session.js'
import { queryOf } from './translate.js'

/** Executes readings over one session. What they yield together is sent at once. */
export class PostgresRunner {
  readonly #session: Session
  readonly #turn = turns()

  constructor(session: Session) {
    this.#session = session
  }

  async read<T>(reading: Reading<T>): Promise<T> {
    let next = reading.next()
    while (!next.done) {
      const step = next.value
      if (step.kind === 'rows') next = reading.next(await this.#rows(step))
      else if (step.kind === 'pause') next = reading.next(await this.#turn())
      else next = reading.next(await allOf(step.readings.map(one => this.read(one))))
    }
    return next.value
  }

  async #rows(step: Step): Promise<unknown> {
    const { rows } = await this.#session.query(queryOf(step))
    const found = step.statement.isPlucked ? rows.map(row => (row as unknown[])[0]) : rows
    const { take, isOne } = step
    if (isOne) return found[0]
    if (!take) return found
    for (const row of found) if (!take(row as never)) break
    return undefined
  }
}

/**
 * Reads in a transaction that sees one state. It costs no round trip: its beginning goes with the first query, and nothing waits
 * for its end. `make` makes the reading, again if the connection was lost.
 */
export function readFrom<T>(connections: Connections, make: () => Reading<T>): Promise<T> {
  return connections.run(async session => {
    const begun = session.query({ text: 'begin isolation level repeatable read, read only' })
    try {
      return await new PostgresRunner(session).read(make())
    } finally {
      // Their faults are those of the queries between them, too, or come when all is read.
      void Promise.allSettled([begun, session.query({ text: 'commit' })])
    }
  })
}

/** Waits for all, so that none is under way at the end of a transaction. Rejects with the first fault. */
export async function allOf<const Results extends readonly Promise<unknown>[]>(results: Results) {
  await Promise.allSettled(results)
  return Promise.all(results)
}
