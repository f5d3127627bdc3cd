import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { HOMES } from '../../../src/store/postgres/schema/homes.js'
import { Session } from '../../../src/store/postgres/session.js'
import { Writer, type WriterOptions } from '../../../src/store/postgres/writer.js'
import { type Reading, type Step, statement } from '../../../src/store/tables/statement.js'
import { type Postgres, placeAt, startPostgres } from '../../servers/postgres.js'

/** Plays scenes with one PostgreSQL, which is stopped behind them; skips them where there is none. */
export function withPostgres(t: Test, title: string, play: (t: Test, server: Postgres) => void): void {
  t.test(title, async t => {
    const server = await startPostgres()
    if ('skip' in server) return t.plan(0, server.skip)
    t.teardown(() => server.stop())
    play(t, server)
  })
}

/** Opens a session that is closed behind the test. */
export async function openSession(
  t: Test,
  url: string,
  { name = 'test', answerWithin = 15_000 } = {},
): Promise<Session> {
  const session = await Session.open({ ...placeAt(url), name, answerWithin })
  t.teardown(() => session.close())
  return session
}

/** Makes a database with rooms and notes in them, and gives its address. */
export async function smallDatabase(t: Test, server: Postgres, port?: number): Promise<string> {
  const url = await server.database()
  const session = await openSession(t, url)
  await session.query({
    text: `
      create table room (jid text collate "C" primary key, count integer not null default 0);
      create table note (
        position bigint generated always as identity primary key,
        room text collate "C" not null references room (jid) on delete cascade,
        text text not null
      );${HOMES}`,
  })
  return port === undefined ? url : url.replace(/:\d+\//, `:${port}/`)
}

const makeRoom = statement<[string]>('insert into room (jid) values (?)')
const dropRoom = statement<[string]>('delete from room where jid = ?')
const addNote = statement<{ room: string; text: string }>('insert into note (room, text) values (@room, @text)')
const notes = statement<{ rooms: readonly string[] }, { room: string; texts: string }>(`
  select jid as room, coalesce(string_agg(text, ' ' order by position), '') as texts
  from room left join note on room = jid where jid in (select value from each(@rooms)) group by jid order by jid`)

/** A writer of the small database, with what the scenes write and read. */
export class Notebook {
  readonly writer: Writer
  readonly instance = randomUUID()
  wentBack = 0

  constructor(url: string, options: Partial<WriterOptions> & { answerWithin?: number } = {}) {
    const { answerWithin = 15_000 } = options
    this.writer = new Writer({
      instance: this.instance,
      open: () => Session.open({ ...placeAt(url), name: `writer of ${this.instance}`, answerWithin }),
      onWentBack: () => {
        this.wentBack++
      },
      ...options,
    })
  }

  make(room: string): Promise<void> {
    return this.writer.commit({ steps: [makeRoom.with(room)], rooms: [], made: [room] })
  }

  drop(room: string): Promise<void> {
    return this.writer.commit({ steps: [dropRoom.with(room)], rooms: [room], made: [] })
  }

  note(room: string, ...texts: string[]): Promise<void> {
    const steps = texts.map(text => addNote.with({ room, text }))
    return this.write([room], ...steps)
  }

  write(rooms: readonly string[], ...steps: Step[]): Promise<void> {
    return this.writer.commit({ steps, rooms, made: [] })
  }

  /** Claims rooms and reads their notes: the texts by room. */
  load(...rooms: string[]): Promise<Map<string, string>> {
    return this.writer.load({
      rooms: '$3::text[]',
      values: [rooms],
      reading: () => notesIn(rooms),
      roomsIn: read => [...read.keys()],
    })
  }
}

function notesIn(rooms: readonly string[]): Reading<Map<string, string>> {
  return notes.map(({ room, texts }) => [room, texts], { rooms })
}
