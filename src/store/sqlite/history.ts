import type { Database } from 'better-sqlite3'
import type { ExpiryChange, HistoryChange } from '../../muc/model/change.js'
import type { OwnMessagesLookup } from '../../muc/model/lookup.js'
import type { HistoryMessage } from '../../muc/model/room.js'

/**
 * Old messages are deleted after this number of insertions. The maximum number of deleted messages per transaction limits
 * how long other work waits.
 */
const PRUNE_EVERY = 64
const MAX_PRUNED = 256
const MAX_EXPIRED = 2000
/** The latest messages of a user that are looked through for one with an id of the user's client, and the most found. */
const MOST_OWN = 300
const MOST_FOUND = 10

export const COLUMNS = 'id, stanza, at, sender, nick, shown, archived'
export type HistoryRow = Omit<HistoryMessage, 'shown' | 'archived'> & { shown: number; archived: number }

/** The table `history`: the messages of all rooms, for the discussion history and the archive. */
export function historyStatements(db: Database) {
  const add = db.prepare<HistoryRow & { room: string }>(`
    insert into history (room, id, stanza, at, sender, nick, shown, archived)
    values (@room, @id, @stanza, @at, @sender, @nick, @shown, @archived)`)
  const replace = db.prepare<{ room: string; id: string; stanza: string }>(
    'update history set stanza = @stanza where room = @room and id = @id',
  )
  const prune = db.prepare<{ room: string; kept: number }>(`
    delete from history where position in (
      select position from history where room = @room and position <= (
        select position from history where room = @room order by position desc limit 1 offset @kept
      ) order by position limit ${MAX_PRUNED}
    )`)
  const expire = db.prepare<[number]>(`
    delete from history where position in (select position from history where at < ? order by at limit ${MAX_EXPIRED})`)
  const byId = db.prepare<[string, string], HistoryRow>(`select ${COLUMNS} from history where room = ? and id = ?`)
  const own = db.prepare<OwnMessagesLookup & { most: number }, HistoryRow>(`
    select ${COLUMNS} from (
      select position, ${COLUMNS} from history where room = @room and user = @user order by position desc limit @most
    ) where instr(stanza, @containing) > 0 order by position desc limit ${MOST_FOUND}`)
  const latest = db.prepare<[string, number], HistoryRow>(`
    select ${COLUMNS} from (
      select position, ${COLUMNS} from history where room = ? and shown order by position desc limit ?
    ) order by position`)
  return {
    write: {
      history({ room, was, now, kept = 0 }: HistoryChange): void {
        if (was) return void replace.run({ room, id: now.id, stanza: now.stanza })
        const { lastInsertRowid } = add.run({ ...toRow(now), room })
        if (kept > 0 && Number(lastInsertRowid) % PRUNE_EVERY === 0) prune.run({ room, kept })
      },
      /** Deletes some of the messages from before a time, the oldest first. */
      expiry: ({ now }: ExpiryChange): void => void expire.run(now),
    },
    answers: {
      message({ room, id }: { room: string; id: string }): HistoryMessage | undefined {
        const row = byId.get(room, id)
        return row && fromRow(row)
      },
      ownMessages: (asked: OwnMessagesLookup): HistoryMessage[] => own.all({ ...asked, most: MOST_OWN }).map(fromRow),
    },
    /** The latest messages of the discussion history (XEP-0045 §7.2.13), oldest first. */
    latest: (room: string, count: number): HistoryMessage[] => latest.all(room, count).map(fromRow),
  }
}

function toRow({ shown, archived, ...rest }: HistoryMessage): HistoryRow {
  return { ...rest, shown: Number(shown), archived: Number(archived) }
}

export function fromRow({ shown, archived, ...rest }: HistoryRow): HistoryMessage {
  return { ...rest, shown: shown === 1, archived: archived === 1 }
}
