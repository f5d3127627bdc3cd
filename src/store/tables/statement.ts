/** What a statement gets for a parameter. A list is for `each(@name)` alone. */
export type Value = string | number | Uint8Array | null | readonly string[] | readonly number[]

/** The values of all parameters: by name for `@name`, or in order for `?`. */
export type Asked = readonly Value[] | Readonly<Record<string, Value>>

/** The arguments of a statement: one record of named values, or the values in order. */
export type Given<A extends Asked> = A extends readonly Value[] ? A : readonly [A]

/** One execution of a statement. */
export type Step = {
  readonly kind: 'rows'
  readonly statement: Statement<never, unknown>
  readonly asked: Asked
  /** Is called with each row in order; the rest is not read once it is false. */
  readonly take?: (row: never) => boolean
  /** Only the first row is read; its result is this row, or undefined. */
  readonly isOne?: true
}

/** A place where a long reading lets other events run, if it has run for long enough. */
type Pause = { readonly kind: 'pause' }
/** Readings that do not depend on each other. */
type Together = { readonly kind: 'together'; readonly readings: readonly Reading<unknown>[] }

/**
 * A reading from the store, as a description: it yields what is to be executed, gets the result, and returns what it has
 * read. So one description is executed at once by SQLite, and over a connection by PostgreSQL.
 */
export type Reading<T> = { [Symbol.iterator](): Going<T> }

/** A reading that has begun. */
export type Going<T> = Generator<Step | Pause | Together, T, unknown>

/** The reading that is one execution of a statement. Most are, and need no generator where they are executed at once. */
export class OneStep<T> {
  readonly step: Step
  /** Makes the result of what the step has found. */
  readonly of: (found: unknown) => T

  constructor(step: Step, of: (found: unknown) => T) {
    this.step = step
    this.of = of
  }

  *[Symbol.iterator](): Going<T> {
    return this.of(yield this.step)
  }
}

/** What the change of a batch writes: steps, of which none depends on what another one finds. */
export type Written = Step | Iterable<Step> | undefined

/**
 * An SQL statement that both engines understand. `each(@name)` stands for a table of the values of a list, with the column
 * `value`. Where PostgreSQL needs another text, it is given, too.
 */
export class Statement<A extends Asked, Row> {
  readonly sql: string
  readonly postgres: string | undefined
  /** Whether a row is its first column. */
  readonly isPlucked: boolean

  constructor(
    sql: string,
    { postgres, isPlucked = false }: { postgres?: string | undefined; isPlucked?: boolean } = {},
  ) {
    this.sql = sql
    this.postgres = postgres
    this.isPlucked = isPlucked
  }

  /** The same statement, whose rows are their first column. */
  pluck(): Statement<A, Row> {
    return new Statement(this.sql, { postgres: this.postgres, isPlucked: true })
  }

  /** One execution, which a change writes. */
  with(...given: Given<A>): Step {
    return { kind: 'rows', statement: this, asked: askedOf(given) }
  }

  /** Reads all rows. */
  all(...given: Given<A>): Reading<Row[]> {
    return new OneStep(this.with(...given), found => found as Row[])
  }

  /** Reads the first row, if any. */
  get(...given: Given<A>): Reading<Row | undefined> {
    const step: Step = { kind: 'rows', statement: this, asked: askedOf(given), isOne: true }
    return new OneStep(step, found => found as Row | undefined)
  }

  /** Reads all rows into a map, in their order. */
  map<Key, Entry>(entryOf: (row: Row) => readonly [Key, Entry], ...given: Given<A>): Reading<Map<Key, Entry>> {
    return new OneStep(this.with(...given), found => new Map((found as Row[]).map(entryOf)))
  }

  /** Reads rows as long as `take` is true. */
  *until(take: (row: Row) => boolean, ...given: Given<A>): Reading<void> {
    yield { ...this.with(...given), take }
  }
}

/** Makes a statement; see `Statement`. */
export function statement<A extends Asked, Row = never>(
  sql: string,
  options: { postgres?: string } = {},
): Statement<A, Row> {
  return new Statement(sql, options)
}

/** Lets other events run if the reading has held them for long enough. */
export function* pause(): Reading<void> {
  yield { kind: 'pause' }
}

/** What several readings read, in their order. */
type AllOf<Readings extends readonly Reading<unknown>[]> = {
  -readonly [Index in keyof Readings]: Readings[Index] extends Reading<infer T> ? T : never
}

/** Reads what does not depend on each other: over a connection, in one round trip. */
export function* together<const Readings extends readonly Reading<unknown>[]>(
  readings: Readings,
): Reading<AllOf<Readings>> {
  return (yield { kind: 'together', readings }) as AllOf<Readings>
}

/** The steps of what a change writes. */
export function stepsOf(written: Written): Iterable<Step> {
  if (written === undefined) return []
  return Symbol.iterator in written ? written : [written]
}

function askedOf(given: readonly unknown[]): Asked {
  const [first] = given
  const isNamed = typeof first === 'object' && first !== null && !Array.isArray(first) && !(first instanceof Uint8Array)
  return (isNamed ? first : given) as Asked
}
