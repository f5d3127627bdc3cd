import { randomUUID } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import Sqlite, { type Database } from 'better-sqlite3'
import type { MovedRecord, RecordOf } from '../moving/record.js'
import { joined, type Note } from './note.js'
import type { RoomReading } from './read-room.js'

/** Changes when the tables change: a file of another version is refused. */
const VERSION = 1

const TABLES = `
  create table about (name text primary key, value text not null) strict, without rowid;
  create table room (
    jid text primary key,
    round integer not null,          -- in which it was read; 0 until it is
    records text,                    -- JSON: all of the room except its messages; null if it does not exist
    notes text not null,             -- JSON
    count integer,                   -- the number of messages in the old archive
    has_archive integer not null,
    after text,                      -- the id of the last message that was read
    archive_round integer not null,  -- in which the archive was read to its end
    archive_notes text not null,     -- JSON
    is_taken_in integer not null,    -- whether the room is complete here
    redirected_at integer            -- when the old room was destroyed with the new address
  ) strict, without rowid;
  create table message (
    position integer primary key,
    room text not null,
    id text not null,
    record text not null,      -- JSON
    unique (room, id)
  ) strict;
  create index message_of_room on message (room);
  pragma user_version = ${VERSION};`

/** What is known of a room. */
export type StagedRoom = {
  readonly jid: string
  /** Whether this round has read it, and its archive to the end. */
  readonly isRead: boolean
  readonly isArchiveRead: boolean
  /** Undefined if it was not read, or does not exist (any more). */
  readonly records: readonly MovedRecord[] | undefined
  readonly notes: readonly Note[]
  /** The number of messages in its archive, if the old service counts them. */
  readonly count: number | undefined
  /** The id of the last message that was read. */
  readonly after: string | undefined
  /** Whether the room is complete here. */
  readonly isTakenIn: boolean
  /** Milliseconds since 1970. */
  readonly redirectedAt: number | undefined
}

type RoomRow = {
  readonly jid: string
  readonly round: number
  readonly records: string | null
  readonly notes: string
  readonly count: number | null
  readonly has_archive: number
  readonly after: string | null
  readonly archive_round: number
  readonly archive_notes: string
  readonly is_taken_in: number
  readonly redirected_at: number | null
}

/** A page of an archive, with the id after which the next one begins. */
export type StagedPage = {
  readonly messages: readonly RecordOf<'message'>[]
  readonly notes: readonly Note[]
  readonly after: string | undefined
  readonly isLast: boolean
}

/**
 * What was read of an old service so far: a file of SQLite beside the database of the service. Each write is complete or
 * was not made, so the reading goes on where it was when the process ended, in whatever way.
 */
export class Staging {
  readonly #db: Database

  /**
   * Opens or creates the file for the old service; `:memory:` is no file. Throws if it is that of another service, or of
   * another version, or if another process uses it.
   */
  constructor(path: string, domain: string) {
    const db = opened(path)
    this.#db = db
    db.transaction(() => {
      const version = db.pragma('user_version', { simple: true })
      if (version === 0) {
        db.exec(TABLES)
        this.#put('domain', domain)
        this.#put('round', '0')
        this.#put('completed', '0')
        this.#put('id', `import:${randomUUID()}`)
      } else if (version !== VERSION) throw new Error(`${path} is of another version; delete it to read all again.`)
    })()
    if (this.#get('domain') !== domain) throw new Error(`${path} is of ${this.#get('domain')}, not of ${domain}.`)
  }

  /** The address of the old service. */
  get domain(): string {
    return this.#get('domain') ?? ''
  }

  /** The name of what is staged here: what was taken in from it is not taken in twice. */
  get id(): string {
    return this.#get('id') ?? ''
  }

  /**
   * When the taking-in began, in milliseconds since 1970; undefined before. From then on nothing more may be read: an
   * interrupted taking-in counts the records.
   */
  get takingSince(): number | undefined {
    const at = this.#get('taking')
    return at === undefined ? undefined : Number(at)
  }

  set takingSince(at: number) {
    this.#put('taking', String(at))
  }

  /** Whether all of it was taken in. */
  get isTakenIn(): boolean {
    return this.#get('taken-in') !== undefined
  }

  setTakenIn(): void {
    this.#put('taken-in', 'yes')
  }

  /** Begins to read all again, unless the last reading has not come to its end: then it goes on. */
  beginRound(): void {
    const isComplete = this.#get('completed') === this.#get('round')
    if (isComplete) this.#put('round', String(this.#round + 1))
  }

  endRound(): void {
    this.#put('completed', String(this.#round))
  }

  /** Adds rooms that are not known yet. */
  addRooms(rooms: readonly string[]): void {
    const add = this.#db.prepare(
      "insert or ignore into room values (?, 0, null, '[]', null, 0, null, 0, '[]', 0, null)",
    )
    this.#db.transaction(() => {
      for (const room of rooms) add.run(room)
    })()
  }

  /** The addresses of all rooms, sorted. */
  rooms(): string[] {
    return this.#db
      .prepare<[], { jid: string }>('select jid from room order by jid')
      .all()
      .map(({ jid }) => jid)
  }

  room(jid: string): StagedRoom | undefined {
    const row = this.#db.prepare<[string], RoomRow>('select * from room where jid = ?').get(jid)
    return row && stagedRoom(row, this.#round)
  }

  /** Stores what was read of a room; undefined if it does not exist. What was read of its messages stays. */
  putRoom(jid: string, reading: RoomReading | undefined): void {
    const { records, notes = [], count, hasArchive = false } = reading ?? {}
    this.#db
      .prepare('update room set round = ?, records = ?, notes = ?, count = ?, has_archive = ? where jid = ?')
      .run(
        this.#round,
        records === undefined ? null : JSON.stringify(records),
        JSON.stringify(notes),
        count ?? null,
        Number(hasArchive),
        jid,
      )
  }

  /** Stores a page of the archive of a room. */
  putPage(jid: string, { messages, notes, after, isLast }: StagedPage): void {
    const add = this.#db.prepare('insert or ignore into message (room, id, record) values (?, ?, ?)')
    const known = this.#db.prepare<[string], Pick<RoomRow, 'archive_notes' | 'archive_round'>>(
      'select archive_notes, archive_round from room where jid = ?',
    )
    const put = this.#db.prepare(
      'update room set after = coalesce(?, after), archive_round = ?, archive_notes = ? where jid = ?',
    )
    this.#db.transaction(() => {
      for (const message of messages) add.run(jid, message.id, JSON.stringify(message))
      const { archive_notes = '[]', archive_round = 0 } = known.get(jid) ?? {}
      const before: Note[] = JSON.parse(archive_notes)
      // A round that begins reads again what the last one could not.
      const kept = archive_round === 0 ? before : before.filter(({ isLoss }) => !isLoss)
      const all = joined([...kept, ...notes])
      put.run(after ?? null, isLast ? this.#round : 0, JSON.stringify(all), jid)
    })()
  }

  putTakenIn(jid: string): void {
    this.#db.prepare('update room set is_taken_in = 1 where jid = ?').run(jid)
  }

  putRedirected(jid: string, at: number): void {
    this.#db.prepare('update room set redirected_at = ? where jid = ?').run(at, jid)
  }

  /** The messages of a room, oldest first as the old service gave them, one by one. */
  *messages(jid: string): Generator<RecordOf<'message'>> {
    const select = this.#db.prepare<[string, number], { position: number; record: string }>(
      'select position, record from message where room = ? and position > ? order by position limit 200',
    )
    for (let position = 0; ; ) {
      const rows = select.all(jid, position)
      for (const { record } of rows) yield JSON.parse(record)
      const last = rows.at(-1)
      if (!last) return
      position = last.position
    }
  }

  hasMessage(jid: string, id: string): boolean {
    return this.#db.prepare('select 1 from message where room = ? and id = ?').get(jid, id) !== undefined
  }

  /** The last message that was read of a room. */
  lastMessage(jid: string): RecordOf<'message'> | undefined {
    const row = this.#db
      .prepare<[string], { record: string }>('select record from message where room = ? order by position desc limit 1')
      .get(jid)
    return row && JSON.parse(row.record)
  }

  /** The number of messages of all rooms. */
  count(): number {
    return this.#db.prepare<[], { n: number }>('select count(*) as n from message').get()?.n ?? 0
  }

  get #round(): number {
    return Number(this.#get('round') ?? 0)
  }

  close(): void {
    this.#db.close()
  }

  #get(name: string): string | undefined {
    return this.#db.prepare<[string], { value: string }>('select value from about where name = ?').get(name)?.value
  }

  #put(name: string, value: string): void {
    this.#db.prepare('insert or replace into about values (?, ?)').run(name, value)
  }
}

/** The file has passwords of rooms: it is for its owner only, and for one process at a time. */
function opened(path: string): Database {
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
  const db = new Sqlite(path)
  try {
    db.pragma('locking_mode = exclusive')
    db.pragma('journal_mode = wal')
    // That the taking-in has begun must be on the disk before what it takes in.
    db.pragma('synchronous = full')
    return db
  } catch (error) {
    db.close()
    const isBusy = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY'
    throw isBusy ? new Error(`Another import uses ${path}.`) : error
  }
}

function stagedRoom(row: RoomRow, round: number): StagedRoom {
  return {
    jid: row.jid,
    isRead: row.round === round,
    isArchiveRead: row.has_archive === 0 || row.archive_round === round,
    records: row.records === null ? undefined : JSON.parse(row.records),
    notes: [...JSON.parse(row.notes), ...JSON.parse(row.archive_notes)],
    count: row.count ?? undefined,
    after: row.after ?? undefined,
    isTakenIn: row.is_taken_in === 1,
    redirectedAt: row.redirected_at ?? undefined,
  }
}
