import type { Reading, Step } from '../tables/statement.js'
import { turns } from '../turns.js'
import type { Connections } from './connections.js'
import { MergedReads } from './merged-reads.js'
import type { Session } from './session.js'

/** Executes readings over one session. What they yield together is sent at once, the steps of one statement as one query. */
export class PostgresRunner {
  readonly #turn = turns()
  readonly #reads: MergedReads

  constructor(session: Session) {
    this.#reads = new MergedReads(session, this.#turn)
  }

  async read<T>(reading: Reading<T>): Promise<T> {
    const going = reading[Symbol.iterator]()
    let next = going.next()
    while (!next.done) {
      const step = next.value
      if (step.kind === 'rows') next = going.next(await this.#rows(step))
      else if (step.kind === 'pause') next = going.next(await this.#turn())
      else next = going.next(await this.#all(step.readings))
    }
    return next.value
  }

  async #all(readings: readonly Reading<unknown>[]): Promise<unknown[]> {
    const results: Promise<unknown>[] = []
    for (const reading of readings) {
      await this.#turn()
      const result = this.read(reading)
      // Its fault is looked at below, and may come in the turn of others.
      result.catch(() => undefined)
      results.push(result)
    }
    return allOf(results)
  }

  async #rows(step: Step): Promise<unknown> {
    const found = await this.#reads.find(step)
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

/** Waits for all, so that none is under way at the end of a transaction. Rejects with the fault of the first in the list. */
export async function allOf<const Results extends readonly Promise<unknown>[]>(results: Results) {
  await Promise.allSettled(results)
  return Promise.all(results)
}
