import type { ExpiryChange, HistoryChange } from '../../muc/model/change.js'
import type { OwnMessagesLookup } from '../../muc/model/lookup.js'
import type { HistoryMessage } from '../../muc/model/room.js'
import { everyNth } from './every-nth.js'
import { packed, unpacked } from './packed-stanza.js'
import { type Reading, type Step, statement } from './statement.js'

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

/** The number by which the table names the room with the bare JID @room. */
export const ROOM = '(select number from room where jid = @room)'
/** Whether a row has the id @id. The index has the end of the ids only, which differs most, and no room. */
export const HAS_ID = `substr(id, -8) = substr(@id, -8) and id = @id and +room = ${ROOM}`

type Named = { readonly room: string; readonly id: string }

/** The table `history`: the messages of all rooms, for the discussion history and the archive. */
export function historyStatements() {
  const add = statement<HistoryRow & { room: string }>(`
    insert into history (room, id, stanza, at, sender, nick, shown, archived)
    values (${ROOM}, @id, @stanza, @at, @sender, @nick, @shown, @archived)`)
  const replace = statement<Named & Pick<HistoryRow, 'stanza' | 'sender' | 'nick'>>(`
    update history set stanza = @stanza, sender = @sender, nick = @nick where ${HAS_ID}`)
  const prune = statement<{ room: string; kept: number }>(`
    delete from history where position in (
      select position from history where room = ${ROOM} and position <= (
        select position from history where room = ${ROOM} order by position desc limit 1 offset @kept
      ) order by position limit ${MAX_PRUNED}
    )`)
  const expire = statement<[number]>(`
    delete from history where position in (select position from history where at < ? order by at limit ${MAX_EXPIRED})`)
  const byId = statement<Named, HistoryRow>(`select ${COLUMNS} from history where ${HAS_ID}`)
  const own = statement<{ room: string; user: string }, HistoryRow>(`
    select ${COLUMNS} from history where room = ${ROOM} and user = @user order by position desc limit ${MOST_OWN}`)
  const latest = statement<{ room: string; count: number }, HistoryRow>(`
    select ${COLUMNS} from history where room = ${ROOM} and shown = 1 order by position desc limit @count`)
  const isPruning = everyNth(PRUNE_EVERY)
  return {
    write: {
      *history({ room, was, now, kept = 0 }: HistoryChange): Iterable<Step> {
        const row = toRow(now, room)
        if (was) return yield replace.with(row)
        yield add.with(row)
        if (isPruning() && kept > 0) yield prune.with({ room, kept })
      },
      /** Deletes some of the messages from before a time, the oldest first. */
      expiry: ({ now }: ExpiryChange): Step => expire.with(now),
    },
    answers: {
      *message({ room, id }: Named): Reading<HistoryMessage | undefined> {
        const row = yield* byId.get({ room, id })
        return row && fromRow(row, room)
      },
      *ownMessages({ room, user, containing }: OwnMessagesLookup): Reading<HistoryMessage[]> {
        const messages = (yield* own.all({ room, user })).map(row => fromRow(row, room))
        return messages.filter(({ stanza }) => stanza.includes(containing)).slice(0, MOST_FOUND)
      },
    },
    /** The latest messages of the discussion history (XEP-0045 §7.2.13), oldest first. */
    *latest(room: string, count: number): Reading<HistoryMessage[]> {
      return (yield* latest.all({ room, count })).reverse().map(row => fromRow(row, room))
    },
  }
}

function toRow(message: HistoryMessage, room: string): HistoryRow & { room: string } {
  const { id, nick, shown, archived } = message
  const stanza = packed(message.stanza, { room, id, nick })
  return { ...message, room, stanza, shown: Number(shown), archived: Number(archived) }
}

/** The message of a row; `room` is the bare JID of its room. */
export function fromRow(row: HistoryRow, room: string): HistoryMessage {
  const { id, nick, shown, archived } = row
  return { ...row, stanza: unpacked(row.stanza, { room, id, nick }), shown: shown === 1, archived: archived === 1 }
}
