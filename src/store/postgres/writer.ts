import { Conflict, OutcomeUnknown } from '../store.js'
import type { Reading, Step } from '../tables/statement.js'
import { turns } from '../turns.js'
import { Connections, type ConnectionsOptions } from './connections.js'
import { groupedQueries } from './grouped.js'
import { allOf, PostgresRunner } from './runner.js'
import { isRefusal, type Query, type Result, type Session } from './session.js'

/** Errors of `schema/homes.ts`. */
const GIVEN_UP = 'LS001'
const LOST_ROOMS = 'LS002'
/** Of a claim: the room was destroyed meanwhile. */
const FOREIGN_KEY_VIOLATION = '23503'
/** Of a room: another instance has made it. */
const UNIQUE_VIOLATION = '23505'
const SERIALIZATION_FAILURE = '40001'
const DEADLOCK = '40P01'
/** Of a lock: the instance that has it commits, or the server will soon give it up. */
const LOCK_NOT_AVAILABLE = '55P03'

const BEGIN: Query = { text: 'begin' }
const COMMIT: Query = { text: 'commit' }
const ROLLBACK: Query = { text: 'rollback' }
/** A claim that is lost in a crash is found missing, and made again. */
const NEED_NOT_LAST: Query = { text: 'set local synchronous_commit = off' }
const FENCE = 'select fence($1, $2, $3, $4)'
const MAKE_HOMES = 'insert into room_home select jid, $1 from room where jid = any ($2) order by jid'
const LOST = 'select unnest(lost_rooms($1, $2)) as room'
const END_OTHERS = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = current_setting('application_name') and pid <> pg_backend_pid()`
const TAKE_OVER = `
  insert into instance (id, connection, batch) values ($1, 1, 0)
  on conflict (id) do update set connection = instance.connection + 1
  returning connection, batch`

/** How a writer works. */
export type WriterOptions = Omit<ConnectionsOptions, 'most'> & {
  /** This life of the process, a random UUID. `open` must name its sessions so that no other instance uses the name. */
  readonly instance: string
  /** Is called when the database has lost batches that were committed. */
  onWentBack(): void
}

/** What a batch writes. Rooms are bare JIDs. */
export type Written = {
  readonly steps: Iterable<Step>
  /** The rooms of the batch that exist before it: they must be ours. */
  readonly rooms: readonly string[]
  /** The rooms that it makes. */
  readonly made: readonly string[]
}

/** A reading of rooms that become ours. Another instance that holds one of them must load it again. */
export type Claim<T> = {
  /** An SQL expression for the list of the rooms, with its values from `$3` on. */
  readonly rooms: string
  readonly values: readonly unknown[]
  reading(): Reading<T>
  /** The rooms in what was read. */
  roomsIn(read: T): readonly string[]
}

/** Writes batches, each in one transaction that is sent at once. Only one writer of an instance can commit. */
export class Writer {
  readonly #options: WriterOptions
  readonly #connections: Connections
  /** The number of the connection, and of the last batch that the database has. */
  #connection = 0
  #batch = 0
  #hasGoneBack = false

  constructor(options: WriterOptions) {
    this.#options = options
    this.#connections = new Connections({ ...options, most: 1, open: () => this.#open() })
  }

  /**
   * Commits a batch. If the connection dies meanwhile, the outcome is asked for, and the batch is done again if need be. Rejects
   * with `Conflict` if another instance was in the way, with `OutcomeUnknown` if the database does not come back in time or has
   * lost earlier batches, and with another error if nothing was written.
   */
  commit(written: Written): Promise<void> {
    return this.#commit(written, () => this.#refuseGoneBack())
  }

  async #commit({ steps, rooms, made }: Written, begin: () => void): Promise<void> {
    const { instance } = this.#options
    const writes = await groupedQueries(steps)
    if (made.length > 0) writes.push({ text: MAKE_HOMES, values: [instance, made] })
    /** The number of this batch as long as its outcome is unknown. */
    let sent: number | undefined
    try {
      await this.#connections.run(async session => {
        begin()
        if (sent === this.#batch) return
        const batch = this.#batch + 1
        const fence = { text: FENCE, name: 'fence', values: [instance, this.#connection, batch, rooms] }
        sent = batch
        try {
          await send(session, [BEGIN, fence, ...writes, COMMIT])
        } catch (error) {
          if (isRefusal(error) || !session.isLost) sent = undefined
          throw await this.#faultOf(error, { session, made })
        }
        this.#batch = batch
      })
    } catch (error) {
      if (sent === undefined || error instanceof OutcomeUnknown) throw error
      throw new OutcomeUnknown('The database went away during a commit', { cause: error })
    }
  }

  /** Claims rooms and reads them. Rejects with `Conflict` if another instance was in the way, otherwise as a reading. */
  load<T>(claim: Claim<T>): Promise<T> {
    return this.#connections.run(async session => {
      this.#refuseGoneBack()
      const taking = this.#take(session, claim)
      const reading = new PostgresRunner(session).read(claim.reading())
      try {
        // If the claim fails, so does the reading, and later.
        const [taken, read] = await allOf([taking, reading])
        const loaded = new Set(claim.roomsIn(read))
        // It would pass for ours, though memory may have an old state of it.
        if (!taken.every(room => loaded.has(room))) throw new Conflict([])
        // Whether this succeeds shows in the next batch.
        void session.query(COMMIT).catch(() => undefined)
        return read
      } catch (error) {
        void session.query(ROLLBACK).catch(() => undefined)
        throw await this.#faultOf(error, { session, made: [] })
      }
    })
  }

  /** Rejects with `Conflict` if some of the rooms are not ours. Over this connection, the claims of all loads are seen. */
  async holds(rooms: readonly string[]): Promise<void> {
    const query = { text: LOST, name: 'lost', values: [this.#options.instance, rooms] }
    const { rows } = await this.#connections.run(session => {
      this.#refuseGoneBack()
      return session.query(query)
    })
    if (rows.length > 0) throw new Conflict((rows as { room: string }[]).map(({ room }) => room))
  }

  /** Rejects if a batch would fail. That the database has lost batches is left for the next batch or load to tell. */
  probe(): Promise<void> {
    return this.#commit({ steps: [], rooms: [], made: [] }, () => undefined)
  }

  /** Limits all current and future waits to this number of milliseconds from now. */
  endWithin(milliseconds: number): void {
    this.#connections.endWithin(milliseconds)
  }

  /** Closes the connection. */
  close(): Promise<void> {
    return this.#connections.close()
  }

  /** Begins a transaction and claims rooms. Gives those that were not ours. */
  async #take(session: Session, { rooms, values }: Claim<unknown>): Promise<string[]> {
    const claim: Query = {
      text: `select unnest(claim($1, $2, ${rooms}))`,
      name: 'claim',
      values: [this.#options.instance, this.#connection, ...values],
      rowMode: 'array',
    }
    const [, , { rows: taken }] = await allOf([
      session.query(BEGIN),
      session.query(NEED_NOT_LAST),
      session.query(claim),
    ])
    return (taken as [string][]).map(([room]) => room)
  }

  /** Opens the connection that alone may commit from now on. Waits for the batch of the one before it. */
  async #open(): Promise<Session> {
    const { instance, open, onWentBack } = this.#options
    const session = await open()
    try {
      await session.query({ text: END_OTHERS })
      const { rows } = await session.query({ text: TAKE_OVER, values: [instance] })
      const [{ connection, batch }] = rows as [{ connection: number; batch: number }]
      if (batch < this.#batch) {
        this.#hasGoneBack = true
        onWentBack()
      }
      this.#connection = connection
      this.#batch = batch
      return session
    } catch (error) {
      void session.close()
      throw error
    }
  }

  /** Memory may know what the database has forgotten. */
  #refuseGoneBack(): void {
    if (!this.#hasGoneBack) return
    this.#hasGoneBack = false
    throw new OutcomeUnknown('The database has lost batches that were committed')
  }

  /** What a fault means. A session that was given up is closed, so that the next one takes over. */
  async #faultOf(error: unknown, { session, made }: { session: Session; made: readonly string[] }): Promise<unknown> {
    if (!isRefusal(error)) return error
    switch (error.code) {
      case GIVEN_UP:
        await session.close()
        return error
      case LOST_ROOMS:
        return new Conflict(JSON.parse(error.detail ?? '[]'))
      case UNIQUE_VIOLATION:
        return error.table === 'room' || error.table === 'room_home' ? new Conflict(made) : error
      case FOREIGN_KEY_VIOLATION:
        return error.table === 'room_home' ? new Conflict([]) : error
      case SERIALIZATION_FAILURE:
      case DEADLOCK:
      case LOCK_NOT_AVAILABLE:
        return new Conflict([])
      default:
        return error
    }
  }
}

/** Sends a transaction without waiting for answers. Rejects if it was not committed for sure, or if that is unknown: then not with a refusal. */
async function send(session: Session, queries: readonly Query[]): Promise<void> {
  const turn = turns()
  const answers: Promise<Result>[] = []
  for (const query of queries) {
    const answer = session.query(query)
    // Its fault is looked at below, and may come in the turn of others.
    answer.catch(() => undefined)
    answers.push(answer)
    await turn()
  }
  const results = await Promise.allSettled(answers)
  const faults = results.filter(result => result.status === 'rejected').map(({ reason }) => reason)
  // After a refusal, the rest is refused, too, even if the connection dies then.
  if (faults.length > 0) throw faults.find(isRefusal) ?? faults[0]
  const last = results.at(-1)
  if (last?.status !== 'fulfilled' || last.value.command !== 'COMMIT') throw new Error('A transaction was rolled back')
}
