import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { checkDatabase } from '../../src/store/sqlite/check.js'

/** What is in the file of a component that does nothing at the moment, or has ended. */
export type Stored = {
  /** The rooms' sessions, as `room full-jid`. */
  readonly sessions: readonly string[]
  /** What is wrong with it, also that something waits for the XMPP server. */
  readonly complaints: readonly string[]
}

/** Reads a copy, so that nobody is disturbed and nothing is repaired by being opened. */
export async function lookAtDatabase(path: string): Promise<Stored> {
  const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
  try {
    const copy = join(directory, basename(path))
    // The index of the journal belongs to the running process.
    const files = (await readdir(dirname(path))).filter(name => /^rooms\.sqlite(-wal)?$/.test(name))
    for (const name of files) await cp(join(dirname(path), name), join(directory, name))
    return read(copy)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function read(path: string): Stored {
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
