import type { MapChange } from '../../muc/model/change.js'
import { type Reading, statement, type Written } from './statement.js'

/** The table `voice_request` (XEP-0045 §7.13): when a visitor last requested voice, in milliseconds since 1970. */
export function voiceRequestStatements() {
  const put = statement<[string, string, number]>(`
    insert into voice_request (room, user, at) values (?, ?, ?)
    on conflict (room, user) do update set at = excluded.at`)
  const remove = statement<[string, string]>('delete from voice_request where room = ? and user = ?')
  const ofRoom = statement<[string], { user: string; at: number }>(
    'select user, at from voice_request where room = ? order by at, user',
  )
  return {
    write: {
      'voice-request': ({ room, key: user, now }: MapChange<'voice-request'>): Written =>
        now === undefined ? remove.with(room, user) : put.with(room, user, now),
    },
    maps: {
      'voice-request': (room: string): Reading<Map<string, number>> => ofRoom.map(({ user, at }) => [user, at], room),
    },
  }
}
