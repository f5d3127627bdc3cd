import type { MessageCountChange } from '../../muc/model/change.js'
import { type Reading, type Step, statement } from './statement.js'

type Row = { hour: number; messages: number }

/** The 24 reported full hours (XEP-0502 §5) and the current hour. */
const HOURS_KEPT = 25

/** The table `message_count` (XEP-0502): messages per room and hour since 1970. */
export function messageCountStatements() {
  const put = statement<Row & { room: string }>(`
    insert into message_count (room, hour, messages) values (@room, @hour, @messages)
    on conflict (room, hour) do update set messages = excluded.messages`)
  const prune = statement<[string, number]>('delete from message_count where room = ? and hour < ?')
  const ofRoom = statement<[string], Row>('select hour, messages from message_count where room = ? order by hour')
  return {
    write: {
      *'message-count'({ room, hour, was, now }: MessageCountChange): Iterable<Step> {
        yield put.with({ room, hour, messages: now })
        if (was === undefined) yield prune.with(room, hour - HOURS_KEPT)
      },
    },
    ofRoom: (room: string): Reading<Map<number, number>> => ofRoom.map(({ hour, messages }) => [hour, messages], room),
  }
}
