import type { Database } from 'better-sqlite3'
import type { HistoryChange } from '../../muc/change.js'
import type { HistoryMessage } from '../../muc/room.js'

/** No room shows more than this (the configuration's limit), so no more are kept. */
const MOST_KEPT = 1000
/** Old messages are deleted a few at a time, not one with each message. */
const PRUNE_EVERY = 64

/** The table `history`. */
export function historyStatements(db: Database) {
  const add = db.prepare<HistoryMessage & { room: string }>(
    'insert into history (room, id, stanza, at) values (@room, @id, @stanza, @at)',
  )
  const prune = db.prepare<{ room: string; kept: number }>(`
    delete from history where room = @room and position <= (
      select position from history where room = @room order by position desc limit 1 offset @kept
    )`)
  const latest = db.prepare<[string, number], HistoryMessage>(`
    select id, stanza, at from (
      select position, id, stanza, at from history where room = ? order by position desc limit ?
    ) order by position`)
  return {
    write({ room, now }: HistoryChange): void {
      if (!now) return
      const { lastInsertRowid } = add.run({ room, ...now })
      if (Number(lastInsertRowid) % PRUNE_EVERY === 0) prune.run({ room, kept: MOST_KEPT })
    },
    latest: (room: string, count: number): HistoryMessage[] => latest.all(room, count),
  }
}
