import { type Reading, statement, type Written } from './statement.js'

/** A table with one time, in milliseconds since 1970, of each person in a room (`room`, `user`, `at`). */
export function timesOfPeople(table: 'denied_request' | 'told_request' | 'voice_request') {
  const put = statement<[string, string, number]>(`
    insert into ${table} (room, user, at) values (?, ?, ?)
    on conflict (room, user) do update set at = excluded.at`)
  const remove = statement<[string, string]>(`delete from ${table} where room = ? and user = ?`)
  const ofRoom = statement<[string], { user: string; at: number }>(
    `select user, at from ${table} where room = ? order by at, user`,
  )
  return {
    /** Keeps a time, or none. */
    write: (room: string, user: string, at: number | undefined): Written =>
      at === undefined ? remove.with(room, user) : put.with(room, user, at),
    /** The times of a room by person, the earliest first. */
    ofRoom: (room: string): Reading<Map<string, number>> => ofRoom.map(({ user, at }) => [user, at], room),
  }
}
