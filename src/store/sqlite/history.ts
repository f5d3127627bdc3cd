import type { Database } from 'better-sqlite3'
import type { HistoryChange } from '../../muc/change.js'
import type { HistoryMessage } from '../../muc/room.js'

/** The table `history`. */
export function historyStatements(db: Database) {
  const add = db.prepare<HistoryMessage & { room: string }>(
    'insert into history (room, id, stanza, at) values (@room, @id, @stanza, @at)',
  )
  const latest = db.prepare<[string, number], HistoryMessage>(`
    select id, stanza, at from (
      select position, id, stanza, at from history where room = ? order by position desc limit ?
    ) order by position`)
  return {
    write({ room, now }: HistoryChange): void {
      if (now) add.run({ room, ...now })
    },
    latest: (room: string, count: number): HistoryMessage[] => latest.all(room, count),
  }
}
