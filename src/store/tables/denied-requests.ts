import type { MapChange } from '../../muc/model/change.js'
import type { DeniedRequest } from '../../muc/model/denied-request.js'
import { type Reading, statement, type Written } from './statement.js'

/** The table `denied_request`. */
export function deniedRequestStatements() {
  const put = statement<{ room: string; user: string } & DeniedRequest>(`
    insert into denied_request (room, user, at) values (@room, @user, @at)
    on conflict (room, user) do update set at = excluded.at`)
  const remove = statement<[string, string]>('delete from denied_request where room = ? and user = ?')
  const ofRoom = statement<[string], { user: string } & DeniedRequest>(
    'select user, at from denied_request where room = ? order by at, user',
  )
  return {
    write: {
      'denied-request': ({ room, key: user, now }: MapChange<'denied-request'>): Written =>
        now ? put.with({ room, user, ...now }) : remove.with(room, user),
    },
    maps: {
      'denied-request': (room: string): Reading<Map<string, DeniedRequest>> =>
        ofRoom.map(({ user, at }) => [user, { at }], room),
    },
  }
}
