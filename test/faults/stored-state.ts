import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { checkPostgres } from '../../src/store/postgres/check.js'
import { withSession } from '../../src/store/postgres/command-session.js'
import { type Place, placeOf } from '../../src/store/postgres/place.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'

/** The database content of a component that is idle or has ended. */
export type StoredState = {
  /** The sessions in the rooms, as `room full-jid`. */
  readonly sessions: readonly string[]
  /** One sentence for each fault, and for each stanza that waits for the XMPP server. */
  readonly complaints: readonly string[]
}

const SESSIONS = 'select room, session from occupant_session'

/** Reads a database, given by its path or its address at a PostgreSQL. */
export async function readStoredState(database: string): Promise<StoredState> {
  const place = await placeOf({ url: database, caFile: '' })
  return place ? readPostgres(place) : readCopy(database)
}

async function readPostgres(place: Place): Promise<StoredState> {
  const complaints = await checkPostgres(place, { isDrained: true })
  const { rows } = await withSession(place, session => session.query({ text: SESSIONS }))
  return { sessions: namesOf(rows as Row[]), complaints }
}

/** Reads a copy of the file: opening the original could disturb the component or repair the file. */
async function readCopy(path: string): Promise<StoredState> {
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  try {
    const copy = join(directory, basename(path))
    // Without `-shm`: the index of the write-ahead log belongs to the running process.
    const files = (await readdir(dirname(path))).filter(name => /^rooms\.sqlite(-wal)?$/.test(name))
    for (const name of files) await cp(join(dirname(path), name), join(directory, name))
    return read(copy)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function read(path: string): StoredState {
  const complaints = checkDatabase(path, { isDrained: true }).faults
  const db = new Database(path)
  try {
    return { sessions: namesOf(db.prepare<[], Row>(SESSIONS).all()), complaints }
  } finally {
    db.close()
  }
}

type Row = { readonly room: string; readonly session: string }

function namesOf(rows: readonly Row[]): string[] {
  return rows.map(({ room, session }) => `${room} ${session}`)
}
