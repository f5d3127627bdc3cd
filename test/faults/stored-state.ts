import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { checkDatabase } from '../../src/store/sqlite/check.js'

/** The database content of a component that is idle or has ended. */
export type StoredState = {
  /** The sessions in the rooms, as `room full-jid`. */
  readonly sessions: readonly string[]
  /** One sentence for each fault, and for each stanza that waits for the XMPP server. */
  readonly complaints: readonly string[]
}

/** Reads a copy of the database: opening the original could disturb the component or repair the file. */
export async function readStoredState(path: string): Promise<StoredState> {
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
    const sessions = db
      .prepare<[], { room: string; session: string }>('select room, session from occupant_session')
      .all()
      .map(({ room, session }) => `${room} ${session}`)
    return { sessions, complaints }
  } finally {
    db.close()
  }
}
