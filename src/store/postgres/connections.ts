import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { Refused } from '../store.js'
import { isRefusal, type Session } from './session.js'

/** How long the database may be away before callers notice, and the pause between attempts. Milliseconds. */
const PATIENCE = 5000
const PAUSE = 50
/** How often work is begun on a new session: what always ends its session is not to be tried for ever. */
const MOST_ATTEMPTS = 3
/** The user or the database does not exist, or the password is wrong (Appendix A). */
const HOPELESS = /^(28|3D000)/
/** A value does not fit its type, breaks a rule of its table, or is too long for an index. */
const OF_VALUES = /^(22|23|54)/

/** How connections are kept. */
export type ConnectionsOptions = {
  /** How many there are at most. */
  readonly most: number
  open(): Promise<Session>
  /** Milliseconds; 5000 where absent. */
  readonly patience?: number | undefined
}

/** A place for one session, which is opened when it is needed. */
type Place = { session?: Session | undefined }

/** PostgreSQL has refused a statement. The message has nothing of the values, which may be secret. */
export class StatementError extends Refused {
  override readonly name = 'StatementError'
  /** The code of Appendix A of PostgreSQL's documentation. */
  readonly code: string | undefined

  constructor({ code, constraint, table, message }: pg.DatabaseError) {
    // The errors of the class 22 quote a value.
    const what = code?.startsWith('22') ? 'a value does not fit' : message
    const where = [table, constraint].filter(name => name !== undefined).join(', ')
    super(`PostgreSQL refused a statement: ${what} (${code}${where && `, ${where}`})`, {
      isOfValues: OF_VALUES.test(code ?? ''),
    })
    this.code = code
  }
}

/** Connections that are opened again when they are lost. Each works for one caller at a time. */
export class Connections {
  readonly #open: () => Promise<Session>
  readonly #patience: number
  readonly #places: readonly Place[]
  readonly #idle: Place[]
  readonly #waiting: ((place: Place) => void)[] = []
  /** Since when the database has not answered, as `performance.now`. */
  #awaySince: number | undefined
  #hasBeenThere = false
  /** The time after which nothing is tried again. */
  #end = Number.POSITIVE_INFINITY

  constructor({ most, open, patience = PATIENCE }: ConnectionsOptions) {
    this.#open = open
    this.#patience = patience
    this.#places = Array.from({ length: most }, () => ({}))
    this.#idle = [...this.#places]
  }

  /**
   * Runs work that does no harm if it runs twice: again on a new session if the session was lost. Rejects with `StatementError`
   * if the server refuses a statement, and if the database has been away for too long.
   */
  async run<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const place = this.#idle.pop() ?? (await new Promise<Place>(resolve => this.#waiting.push(resolve)))
    try {
      return await this.#tryIn(place, work)
    } catch (error) {
      throw isRefusal(error) ? new StatementError(error) : error
    } finally {
      const next = this.#waiting.shift()
      if (next) next(place)
      else this.#idle.push(place)
    }
  }

  /** Limits all current and future waits to this number of milliseconds from now. */
  endWithin(milliseconds: number): void {
    this.#end = performance.now() + milliseconds
    for (const { session } of this.#places) session?.endWithin(milliseconds)
  }

  /** Closes the connections. No work may run. */
  async close(): Promise<void> {
    this.#end = 0
    await Promise.all(this.#places.map(({ session }) => session?.close()))
  }

  async #tryIn<T>(place: Place, work: (session: Session) => Promise<T>): Promise<T> {
    for (let attempts = 1; ; ) {
      try {
        const session = await this.#sessionOf(place)
        return await work(session)
      } catch (error) {
        if (place.session && !place.session.isLost) throw error
        if (place.session && ++attempts > MOST_ATTEMPTS) throw away(error)
        if (!this.#hasBeenThere && error instanceof pg.DatabaseError && HOPELESS.test(error.code ?? ''))
          throw away(error)
        const now = performance.now()
        this.#awaySince ??= now
        if (now + PAUSE > Math.min(this.#awaySince + this.#patience, this.#end)) throw away(error)
      }
      await setTimeout(PAUSE)
    }
  }

  async #sessionOf(place: Place): Promise<Session> {
    if (place.session && !place.session.isLost) return place.session
    place.session = undefined
    const session = await this.#open()
    if (this.#end < Number.POSITIVE_INFINITY) session.endWithin(Math.max(this.#end - performance.now(), 0))
    place.session = session
    this.#awaySince = undefined
    this.#hasBeenThere = true
    return session
  }
}

/** The error for callers: the driver's own may hold what is not for a log. */
function away(error: unknown): Error {
  // A host with several addresses has an error for each.
  const [first] = error instanceof AggregateError ? error.errors : [error]
  return new Error(`The database does not answer (${first instanceof Error ? first.message : String(first)})`)
}
