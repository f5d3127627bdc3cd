import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from 'better-sqlite3'
import { ROOM } from './history.js'

/** A client, by the bare JIDs of the room and of its user, and its full JID. */
type Client = { readonly room: string; readonly user: string; readonly session: string }
type Row = { position: number; isIts: 0 | 1 }

/** The messages that are read in one turn of the event loop: a millisecond or two. */
const PORTION = 500

/**
 * Finds the archived messages of one client among those of its user, whom the index knows. A user may have sent a million
 * of them, so they are read in portions with a turn of the event loop in between.
 */
export function clientMessages(db: Database) {
  const portion = db.prepare<Client & { after: number }, Row>(`
    select position, sender = @session as isIts from history
    where room = ${ROOM} and user = @user and archived = 1 and position > @after order by position limit ${PORTION}`)
  /** Their positions in the table; undefined if they are more than `most`. */
  return async (client: Client, most: number): Promise<number[] | undefined> => {
    const found: number[] = []
    for (let after: number | undefined = 0; after !== undefined; ) {
      const rows: Row[] = portion.all({ ...client, after })
      for (const { position, isIts } of rows) if (isIts) found.push(position)
      if (found.length > most) return undefined
      after = rows.length < PORTION ? undefined : rows.at(-1)?.position
      if (after !== undefined) await nextTurn()
    }
    return found
  }
}
