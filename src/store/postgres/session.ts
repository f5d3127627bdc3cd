import pg from 'pg'
import type { Address } from './address.js'

/** A statement for PostgreSQL, whose parameters are `$1`, `$2` and so on. */
export type Query = {
  readonly text: string
  readonly values?: readonly unknown[]
  /** Under this name it is prepared once in a session. */
  readonly name?: string
  /** Rows as lists of their columns. */
  readonly rowMode?: 'array'
}

/** The rows that a query has found, their columns, and the tag of its command, such as COMMIT. */
export type Result = {
  readonly rows: unknown[]
  readonly fields: readonly { readonly name: string }[]
  readonly command: string
}

/** How to open a session. Times are in milliseconds. */
export type SessionOptions = {
  readonly address: Address
  /** The certificates (PEM) that vouch for the server; those of the system where absent. */
  readonly ca?: string | undefined
  /** By this name the server lists the session; at most 63 characters. */
  readonly name: string
  /** A session that owes an answer for this long is lost. */
  readonly answerWithin: number
  /** How long opening may take; 3000 where absent. */
  readonly openWithin?: number
}

const OPEN_WITHIN = 3000
/** How long the server gets for the good-bye, in milliseconds. */
const CLOSE_WITHIN = 1000

/**
 * The settings of each session. The server gives up a statement, a lock and a transaction before we give up the session, and a
 * connection whose other end is silent: it would hold its locks. To compile a query of many steps would take longer than to
 * execute it.
 */
const SETTINGS = {
  synchronous_commit: 'on',
  statement_timeout: '10s',
  lock_timeout: '3s',
  idle_in_transaction_session_timeout: '5s',
  tcp_user_timeout: '5s',
  jit: 'off',
} as const

/** PostgreSQL's numbers of types, and what becomes of their texts: rows are as those of SQLite. */
const PARSERS: Readonly<Record<number, (text: string) => unknown>> = {
  [pg.types.builtins.BOOL]: text => Number(text === 't'),
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.NUMERIC]: Number,
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => PARSERS[oid] ?? pg.types.getTypeParser(oid, format),
}

/**
 * The codes with which the server ends a session: it was told to, it crashed, it took too long (Appendix A). And the one for a
 * prepared statement whose table has got further columns (0A000): it can be prepared again in a new session alone.
 */
const ENDING = /^(08|57P0|25P03|53300|0A000)/

/** One connection that lives until it is lost. Queries are sent at once, and are answered in order. */
export class Session {
  readonly #client: pg.Client
  readonly #answerWithin: number
  #unanswered = 0
  #deadline: NodeJS.Timeout | undefined
  #isLost = false

  private constructor({ address, ca, name, answerWithin, openWithin = OPEN_WITHIN }: SessionOptions) {
    const { isSecure, ...place } = address
    this.#answerWithin = answerWithin
    this.#client = new pg.Client({
      ...place,
      ssl: isSecure && { ...(ca !== undefined && { ca }) },
      application_name: name,
      connectionTimeoutMillis: openWithin,
      keepAlive: true,
      pipeline: true,
      types,
    })
    this.#client.on('error', () => this.#lose())
    this.#client.on('end', () => this.#lose())
  }

  /** Opens a session of a server that takes writes. */
  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options)
    try {
      await session.#client.connect()
      await session.#tune()
      return session
    } catch (error) {
      session.#lose()
      throw error
    }
  }

  /** Whether the connection has ended: nothing more can be asked. */
  get isLost(): boolean {
    return this.#isLost
  }

  /** Sends a query. Rejects with `DatabaseError` if the server refuses it, with another error if the session is lost. */
  async query(query: Query): Promise<Result> {
    this.#unanswered++
    this.#deadline ??= setTimeout(() => this.#lose(), this.#answerWithin)
    try {
      return await this.#client.query<object>({ ...query, values: query.values?.map(storable) })
    } catch (error) {
      if (!isRefusal(error)) this.#lose()
      throw error
    } finally {
      this.#unanswered--
      if (this.#unanswered > 0) this.#deadline?.refresh()
      else this.#stopWaiting()
    }
  }

  /** At a stop: gives up what is not answered within `bound` milliseconds. */
  endWithin(bound: number): void {
    setTimeout(() => {
      if (this.#unanswered > 0) this.#lose()
    }, bound).unref()
  }

  /** Says good-bye. Resolves when the connection has ended. */
  async close(): Promise<void> {
    const late = setTimeout(() => this.#lose(), CLOSE_WITHIN)
    await this.#client.end()
    clearTimeout(late)
  }

  async #tune(): Promise<void> {
    const settings = Object.entries(SETTINGS).map(([name, value]) => `set_config('${name}', '${value}', false)`)
    const { rows } = await this.query({ text: `select pg_is_in_recovery(), ${settings.join(', ')}`, rowMode: 'array' })
    const [[isStandby]] = rows as [[number]]
    if (isStandby === 1) throw new Error('the server is a standby, which takes no writes')
  }

  #lose(): void {
    this.#isLost = true
    this.#stopWaiting()
    // Whatever is not answered is rejected at the end of the stream.
    this.#client.connection.stream.destroy()
  }

  #stopWaiting(): void {
    clearTimeout(this.#deadline)
    this.#deadline = undefined
  }
}

/**
 * PostgreSQL has no U+0000, and would refuse the statement and with it a whole batch: it becomes U+FFFD, as half of a surrogate
 * pair does. What people name may have it, such as a room in a path; what is stored has none.
 */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value
  return Array.isArray(value) ? value.map(storable) : value
}

/** Whether the server has refused a statement, and the session goes on. */
export function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && !ENDING.test(error.code ?? '')
}
