import type { MapChange } from '../../muc/model/change.js'
import type { RegistrationRequest } from '../../muc/model/room.js'
import { type Reading, statement, type Written } from './statement.js'

type Row = { user: string; nick: string; answers: string; link_id: string; at: number }

/** The table `registration` (XEP-0045 §7.10). The answers are one JSON value: no query reads them. */
export function registrationStatements() {
  const put = statement<Row & { room: string }>(`
    insert into registration (room, user, nick, answers, link_id, at)
    values (@room, @user, @nick, @answers, @link_id, @at)
    on conflict (room, user) do update
    set nick = excluded.nick, answers = excluded.answers, link_id = excluded.link_id, at = excluded.at`)
  const remove = statement<[string, string]>('delete from registration where room = ? and user = ?')
  const ofRoom = statement<[string], Row>(
    'select user, nick, answers, link_id, at from registration where room = ? order by at, user',
  )
  return {
    write: {
      registration: ({ room, key: user, now }: MapChange<'registration'>): Written =>
        now ? put.with(toRow({ room, user, ...now })) : remove.with(room, user),
    },
    maps: {
      registration: (room: string): Reading<Map<string, RegistrationRequest>> => ofRoom.map(fromRow, room),
    },
  }
}

function toRow<Request extends RegistrationRequest>({ via, answers, ...rest }: Request) {
  return { ...rest, answers: JSON.stringify(answers), link_id: via }
}

function fromRow({ user, answers, link_id, ...rest }: Row): [string, RegistrationRequest] {
  return [user, { ...rest, answers: JSON.parse(answers) as RegistrationRequest['answers'], via: link_id }]
}
