import type { Database, Statement as Prepared } from 'better-sqlite3'
import { type Asked, type Going, OneStep, type Reading, type Step, type Value } from '../tables/statement.js'
import { turns } from '../turns.js'

/** Lets other events run where it is their turn. */
type Turn = ReturnType<typeof turns>
/** A prepared statement, and whether its parameters can be lists. */
type Ready = { readonly prepared: Prepared<unknown[], unknown>; readonly hasLists: boolean }
type Next<T> = ReturnType<Going<T>['next']>

/** Executes statements on a database of SQLite, at once. Each is prepared when it is first used. */
export class SqliteRunner {
  readonly #db: Database
  readonly #ready = new Map<Step['statement'], Ready>()

  constructor(db: Database) {
    this.#db = db
  }

  /** Writes one step. */
  write({ statement, asked }: Step): void {
    const ready = this.#statementOf(statement)
    ready.prepared.run(boundTo(ready, asked))
  }

  /** Reads at once. Only a pause after a long time makes a promise of the result. */
  read<T>(reading: Reading<T>): T | Promise<T> {
    return this.#begin(reading, turns())
  }

  /** Reads without pauses. */
  readAtOnce<T>(reading: Reading<T>): T {
    const read = this.#begin(reading, () => undefined)
    if (read instanceof Promise) throw new Error('A reading without pauses is not over.')
    return read
  }

  #begin<T>(reading: Reading<T>, turn: Turn): T | Promise<T> {
    if (reading instanceof OneStep) return reading.of(this.#rows(reading.step))
    const going = reading[Symbol.iterator]()
    return this.#goOn(going, going.next(), turn)
  }

  #goOn<T>(going: Going<T>, from: Next<T>, turn: Turn): T | Promise<T> {
    let next = from
    while (!next.done) {
      const step = next.value
      const found =
        step.kind === 'rows' ? this.#rows(step) : step.kind === 'pause' ? turn() : this.#all(step.readings, turn)
      if (found instanceof Promise) return found.then(result => this.#goOn(going, going.next(result), turn))
      next = going.next(found)
    }
    return next.value
  }

  /** Reads one after the other. */
  #all(readings: readonly Reading<unknown>[], turn: Turn, results: unknown[] = []): unknown[] | Promise<unknown[]> {
    for (const reading of results.length === 0 ? readings : readings.slice(results.length)) {
      const result = this.#begin(reading, turn)
      if (result instanceof Promise) return result.then(read => this.#all(readings, turn, [...results, read]))
      results.push(result)
    }
    return results
  }

  #rows({ statement, asked, take, isOne }: Step): unknown {
    const ready = this.#statementOf(statement)
    const { prepared } = ready
    const values = boundTo(ready, asked)
    if (isOne) return prepared.get(values)
    if (!take) return prepared.all(values)
    for (const row of prepared.iterate(values)) if (!take(row as never)) break
    return undefined
  }

  #statementOf(statement: Step['statement']): Ready {
    const known = this.#ready.get(statement)
    if (known) return known
    const prepared = this.#db.prepare<unknown[], unknown>(statement.sql.replaceAll('each(', 'json_each('))
    if (statement.isPlucked) prepared.pluck()
    const ready = { prepared, hasLists: statement.sql.includes('each(@') }
    this.#ready.set(statement, ready)
    return ready
  }
}

/** The values for SQLite, to which a list is a text. */
function boundTo({ hasLists }: Ready, asked: Asked): object {
  if (!hasLists || isInOrder(asked)) return asked
  return Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, forSqlite(value)]))
}

function isInOrder(asked: Asked): asked is readonly Value[] {
  return Array.isArray(asked)
}

function forSqlite(value: Value): Value {
  return Array.isArray(value) ? JSON.stringify(value) : value
}
