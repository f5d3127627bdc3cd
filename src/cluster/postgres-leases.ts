import { randomUUID } from 'node:crypto'
import type { Place } from '../store/postgres/place.js'
import { Session } from '../store/postgres/session.js'
import type { Leases, LeaseView, LinkWish, OtherInstance } from './leases.js'

/** In milliseconds: how long the database may take to accept the connection, and to answer. */
const PATIENCE = 1000
/**
 * How long a beat holds, in milliseconds. So long, because Prosody's `kick_old` lets a wrong suspicion cut a good link.
 */
const LASTS = 3000
/** The lease of the one link. */
const LINK = 'link:1'

/**
 * The rows are renewed many times a second and may be lost in a crash of the database: every instance writes its own
 * again. The lock is for two instances that make the table at once.
 */
const TABLE = `
  select set_config('synchronous_commit', 'off', false), set_config('statement_timeout', '${PATIENCE}', false);
  begin;
  select pg_advisory_xact_lock(hashtext('latchstring lease'));
  create table if not exists lease (
    name text collate "C" primary key,
    holder text collate "C" not null,
    url text collate "C" not null,
    stopping boolean not null,
    until timestamptz not null
  );
  delete from lease where until < clock_timestamp() - interval '1 minute';
  commit`

/**
 * Both rows and the view in one statement. What it writes itself is not seen by its own reading, so that is taken from
 * `returning`. A row that another instance has just written is looked at again behind its lock: of many that take a free
 * lease, one gets it.
 */
const BEAT = `
  with wanted (name, may_take) as (
    select 'instance:' || $1, true
    union all select '${LINK}', $3 = 'take' where $3 <> 'none'
  ), renewed as (
    update lease set until = clock_timestamp() + $4 * interval '1 millisecond', url = $2, stopping = $5
    where holder = $1 and name in (select name from wanted)
    returning *
  ), taken as (
    insert into lease (name, holder, url, stopping, until)
    select name, $1, $2, $5, clock_timestamp() + $4 * interval '1 millisecond' from wanted
    where may_take and name not in (select name from renewed)
    on conflict (name) do update
    set holder = excluded.holder, url = excluded.url, stopping = excluded.stopping,
      until = clock_timestamp() + $4 * interval '1 millisecond'
    where lease.until < clock_timestamp()
    returning *
  )
  select name, holder, url, stopping from renewed
  union all select name, holder, url, stopping from taken
  union all select name, holder, url, stopping from lease
  where until >= clock_timestamp() and name not in (select name from renewed union all select name from taken)`

const RELEASE = `delete from lease where holder = $1`

/** `stopping`: 1 for true. */
type Row = { readonly name: string; readonly holder: string; readonly url: string; readonly stopping: number }

export type PostgresLeaseOptions = {
  readonly place: Place
  /** Where the other instances reach the HTTP of this one; empty if they cannot. */
  readonly url: string
  /** How long a beat holds, in milliseconds; 3000 if absent. */
  readonly lasts?: number
}

/** The leases in the table `lease`, over a session of their own: it must not wait behind a batch. */
export class PostgresLeases implements Leases {
  readonly id = randomUUID()
  readonly lasts: number
  readonly #options: PostgresLeaseOptions
  #session: Session | undefined

  constructor(options: PostgresLeaseOptions) {
    this.#options = options
    this.lasts = options.lasts ?? LASTS
  }

  async beat(wish: LinkWish, isStopping = false): Promise<LeaseView> {
    return this.#viewOf(await this.#query(BEAT, [this.id, this.#options.url, wish, this.lasts, isStopping]))
  }

  async release(): Promise<void> {
    await this.#query(RELEASE, [this.id])
  }

  async close(): Promise<void> {
    await this.#session?.close()
    this.#session = undefined
  }

  /** After a fault, the session is opened again by the next call. */
  async #query(text: string, values: unknown[]): Promise<Row[]> {
    try {
      this.#session ??= await this.#open()
      const { rows } = await this.#session.query({ text, values })
      return rows as Row[]
    } catch (fault) {
      void this.#session?.close()
      this.#session = undefined
      throw fault
    }
  }

  async #open(): Promise<Session> {
    const within = { openWithin: PATIENCE, answerWithin: PATIENCE }
    const session = await Session.open({ ...this.#options.place, name: `latchstring leases ${this.id}`, ...within })
    try {
      await session.query({ text: TABLE })
      return session
    } catch (fault) {
      void session.close()
      throw fault
    }
  }

  #viewOf(rows: readonly Row[]): LeaseView {
    const link = rows.find(({ name }) => name === LINK)
    const isHolder = link?.holder === this.id
    const others = rows.filter(({ name, holder }) => name !== LINK && holder !== this.id).map(instanceOf)
    return {
      isHolder,
      holder: link && !isHolder ? instanceOf(link) : undefined,
      isStopping: link?.stopping === 1,
      others,
    }
  }
}

function instanceOf({ holder, url }: Row): OtherInstance {
  return { id: holder, url }
}
