import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database, Statement as Prepared } from 'better-sqlite3'
import type { Asked, Reading, Step, Value } from '../tables/statement.js'

/** How long a reading holds the event loop before a pause gives a turn to other events, in milliseconds. */
const LONGEST = 10

/** Since when a reading has held the event loop. */
type Turn = { since: number }
type Next<T> = ReturnType<Reading<T>['next']>

/** Executes statements on a database of SQLite, at once. Each is prepared when it is first used. */
export class SqliteRunner {
  readonly #db: Database
  readonly #prepared = new Map<Step['statement'], Prepared<unknown[], unknown>>()

  constructor(db: Database) {
    this.#db = db
  }

  /** Writes one step. */
  write({ statement, asked }: Step): void {
    this.#statementOf(statement).run(...valuesOf(asked))
  }

  /** Reads at once. Only a pause after a long time makes a promise of the result. */
  read<T>(reading: Reading<T>): T | Promise<T> {
    return this.#goOn(reading, reading.next(), { since: performance.now() })
  }

  /** Reads without pauses. */
  readAtOnce<T>(reading: Reading<T>): T {
    const read = this.#goOn(reading, reading.next(), { since: Number.POSITIVE_INFINITY })
    if (read instanceof Promise) throw new Error('A reading without pauses is not over.')
    return read
  }

  #goOn<T>(reading: Reading<T>, from: Next<T>, turn: Turn): T | Promise<T> {
    let next = from
    while (!next.done) {
      const step = next.value
      const found =
        step.kind === 'rows' ? this.#rows(step) : step.kind === 'pause' ? pauseIn(turn) : this.#all(step.readings, turn)
      if (found instanceof Promise) return found.then(result => this.#goOn(reading, reading.next(result), turn))
      next = reading.next(found)
    }
    return next.value
  }

  /** Reads one after the other. */
  #all(readings: readonly Reading<unknown>[], turn: Turn, results: unknown[] = []): unknown[] | Promise<unknown[]> {
    for (const reading of readings.slice(results.length)) {
      const result = this.#goOn(reading, reading.next(), turn)
      if (result instanceof Promise) return result.then(read => this.#all(readings, turn, [...results, read]))
      results.push(result)
    }
    return results
  }

  #rows({ statement, asked, take }: Step): unknown[] {
    const prepared = this.#statementOf(statement)
    if (!take) return prepared.all(...valuesOf(asked))
    for (const row of prepared.iterate(...valuesOf(asked))) if (!take(row as never)) break
    return []
  }

  #statementOf(statement: Step['statement']): Prepared<unknown[], unknown> {
    const known = this.#prepared.get(statement)
    if (known) return known
    const prepared = this.#db.prepare<unknown[], unknown>(statement.sql.replaceAll('each(', 'json_each('))
    if (statement.isPlucked) prepared.pluck()
    this.#prepared.set(statement, prepared)
    return prepared
  }
}

function pauseIn(turn: Turn): Promise<void> | undefined {
  if (performance.now() - turn.since < LONGEST) return undefined
  return nextTurn().then(() => {
    turn.since = performance.now()
  })
}

/** The arguments for SQLite, to which a list is a text. */
function valuesOf(asked: Asked): unknown[] {
  if (isInOrder(asked)) return asked.map(forSqlite)
  if (!Object.values(asked).some(Array.isArray)) return [asked]
  return [Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, forSqlite(value)]))]
}

function isInOrder(asked: Asked): asked is readonly Value[] {
  return Array.isArray(asked)
}

function forSqlite(value: Value): Value {
  return Array.isArray(value) ? JSON.stringify(value) : value
}
