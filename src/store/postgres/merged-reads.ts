import type { Step } from '../tables/statement.js'
import type { turns } from '../turns.js'
import { GIVEN, givenRows } from './given-rows.js'
import type { Query, Session } from './session.js'
import { namedBy, queryOf, translated, valueFor } from './translate.js'

type Turn = ReturnType<typeof turns>

/** A step whose reading waits for its rows. */
type Waiting = {
  readonly step: Step
  found(rows: unknown[] | Promise<unknown[]>): void
  failed(error: unknown): void
}

/** Steps of one statement. */
type Portion = { readonly statement: Step['statement']; readonly waiting: Waiting[] }

/** A row of a merged query: the number of the step from 1 on, and the columns of the statement. */
type Columns = readonly [number, ...unknown[]]

/** The most steps of a query. */
const MOST = 100

const translations = new WeakMap<Step['statement'], ReturnType<typeof translated>>()

/** Executes steps over one session. Those of one statement whose readings wait at the same time become one query. */
export class MergedReads {
  readonly #session: Session
  readonly #turn: Turn
  #waiting: Waiting[] = []

  /** `turn` lets other events run, as `turns` makes it. */
  constructor(session: Session, turn: Turn) {
    this.#session = session
    this.#turn = turn
  }

  /** Finds the rows of a step. Rejects as the query does. */
  find(step: Step): Promise<unknown[]> {
    return new Promise((found, failed) => {
      if (this.#waiting.push({ step, found, failed }) > 1) return
      // A tick that a microtask asks for comes behind all microtasks: each reading has gone on as far as it can.
      queueMicrotask(() => process.nextTick(() => void this.#send()))
    })
  }

  async #send(): Promise<void> {
    const portions = portionsOf(this.#waiting)
    this.#waiting = []
    for (const portion of portions) {
      await this.#turn()
      void this.#ask(portion)
    }
  }

  async #ask({ statement, waiting }: Portion): Promise<void> {
    try {
      const merged = waiting.length > 1 ? mergedQuery(statement, waiting) : undefined
      if (merged) await this.#findTogether(merged, { statement, waiting })
      else for (const { step, found } of waiting) found(this.#findAlone(step))
    } catch (error) {
      for (const { failed } of waiting) failed(error)
    }
  }

  async #findAlone(step: Step): Promise<unknown[]> {
    const { rows } = await this.#session.query(queryOf(step))
    return step.statement.isPlucked ? rows.map(row => (row as unknown[])[0]) : rows
  }

  async #findTogether(query: Query, { statement, waiting }: Portion): Promise<void> {
    const { rows, fields } = await this.#session.query(query)
    const names = fields.slice(1).map(({ name }) => name)
    const foundBy = waiting.map((): Columns[] => [])
    for (const row of rows as Columns[]) foundBy[row[0] - 1]?.push(row)
    for (const [n, { found }] of waiting.entries()) {
      // Many rows, and the readings that go on with them, take long.
      await this.#turn()
      found((foundBy[n] ?? []).map(row => (statement.isPlucked ? row[1] : rowOf(names, row))))
    }
  }
}

function portionsOf(all: readonly Waiting[]): Portion[] {
  const portions: Portion[] = []
  const latest = new Map<Step['statement'], Portion>()
  for (const one of all) {
    const { statement } = one.step
    const open = latest.get(statement)
    if (open && open.waiting.length < MOST) {
      open.waiting.push(one)
      continue
    }
    const portion = { statement, waiting: [one] }
    portions.push(portion)
    latest.set(statement, portion)
  }
  return portions
}

/**
 * One query for steps of a statement, whose rows begin with the number of the step from 1 on; undefined if the type of a
 * parameter is not to be seen. `offset 0` keeps the statement a query in itself, which is executed as it is alone.
 */
function mergedQuery(statement: Step['statement'], waiting: readonly Waiting[]): Query | undefined {
  const translation = translations.get(statement) ?? translated(statement.postgres ?? statement.sql, { prefix: GIVEN })
  translations.set(statement, translation)
  const { text: alone, parameters } = translation
  const given = givenRows(waiting.map(({ step }) => parameters.map(parameter => valueFor(step.asked, parameter))))
  if (!given) return undefined
  const text = `select given.place, found.* from ${given.from}
    cross join lateral (select * from (${alone}\n) as alone offset 0) as found`
  return { text, name: namedBy(text), values: given.columns, rowMode: 'array' }
}

function rowOf(names: readonly string[], [, ...columns]: Columns): unknown {
  return Object.fromEntries(names.map((name, n) => [name, columns[n]]))
}
