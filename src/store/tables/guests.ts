import type { DueGuests, DueLookup } from '../../guests/facts.js'
import type { Guest, GuestBan, GuestOfRoom } from '../../guests/guest.js'
import type { MapChange } from '../../muc/model/change.js'
import type { KeyInRoom, OverLookup } from '../../muc/model/lookup.js'
import { type Reading, statement, type Written } from './statement.js'

type Row = {
  user: string
  name: string
  link_id: string
  secret_hash: string
  address: string
  made_at: number
  seen_at: number
  state: string
  approved_by: string
  entered: number
}
type BanRow = { user: string; link_id: string; address: string; until: number }

/** The tables `guest` and `guest_ban`. */
export function guestStatements() {
  const ofRoom = statement<[string], Row>('select * from guest where room = ? order by made_at, user')
  const bans = statement<[string], BanRow>('select * from guest_ban where room = ? order by until, user')
  return {
    write: guestWriters(),
    answers: guestQueries(),
    maps: {
      guest: (room: string): Reading<Map<string, Guest>> => ofRoom.map(row => [row.user, fromRow(row)], room),
      'guest-ban': (room: string): Reading<Map<string, GuestBan>> =>
        bans.map(({ user, link_id, address, until }) => [user, { linkId: link_id, address, until }], room),
    },
  }
}

function guestWriters() {
  const put = statement<Row & { room: string }>(`
    insert into guest
      (room, user, name, link_id, secret_hash, address, made_at, seen_at, state, approved_by, entered)
    values (@room, @user, @name, @link_id, @secret_hash, @address, @made_at, @seen_at, @state, @approved_by, @entered)
    on conflict (room, user) do update set seen_at = excluded.seen_at, state = excluded.state,
      approved_by = excluded.approved_by, entered = excluded.entered`)
  const remove = statement<[string, string]>('delete from guest where room = ? and user = ?')
  const putBan = statement<BanRow & { room: string }>(`
    insert into guest_ban (room, user, link_id, address, until) values (@room, @user, @link_id, @address, @until)
    on conflict (room, user) do update set until = excluded.until`)
  const removeBan = statement<[string, string]>('delete from guest_ban where room = ? and user = ?')
  return {
    guest: ({ room, key: user, now }: MapChange<'guest'>): Written =>
      now ? put.with({ room, ...toRow(user, now) }) : remove.with(room, user),
    'guest-ban': ({ room, key: user, now }: MapChange<'guest-ban'>): Written =>
      now
        ? putBan.with({ room, user, link_id: now.linkId, address: now.address, until: now.until })
        : removeBan.with(room, user),
  }
}

function guestQueries() {
  const byUser = statement<[string], Row & { room: string }>('select * from guest where user = ?')
  const from = statement<[string], number>('select count(*) from guest where address = ?').pluck()
  const bansOver = statement<OverLookup, KeyInRoom>(
    'select room, user as key from guest_ban where until <= @at order by until limit @most',
  )
  return {
    *guestBy(jid: string): Reading<GuestOfRoom | undefined> {
      const row = yield* byUser.get(jid)
      return row && { jid, room: row.room, guest: fromRow(row) }
    },
    *guestsFrom(address: string): Reading<number> {
      return (yield* from.get(address)) ?? 0
    },
    guestsDue: dueQuery(),
    guestBansOver: (asked: OverLookup): Reading<KeyInRoom[]> => bansOver.all(asked),
  }
}

function dueQuery(): (asked: DueLookup) => Reading<DueGuests> {
  const step = statement<DueLookup, { jid: string; room: string; due: number }>(`
    select user as jid, room, case
      when exists (select 1 from occupant_session where user = guest.user)
        then case when seen_at <= @inside then 1 else 0 end
      when seen_at <= @away then 1
      when entered = 0 and state = 'waiting' and seen_at <= @waiting then 1
      when entered = 0 and state <> 'waiting' and seen_at <= @unused then 1
      when exists (
        select 1 from open_invite join room on room.id = room_id
        where link_id = guest.link_id and room.jid = guest.room and (expires_at = 0 or expires_at > @now)) then 0
      else 1
    end as due
    from guest where user > @after order by user limit @most`)
  return function* find(asked) {
    const guests = yield* step.all(asked)
    const due = guests.filter(guest => guest.due === 1).map(({ jid, room }) => ({ jid, room }))
    return { due, last: guests.length < asked.most ? '' : (guests.at(-1)?.jid ?? '') }
  }
}

function toRow(user: string, guest: Guest): Row {
  return {
    user,
    name: guest.name,
    link_id: guest.linkId,
    secret_hash: guest.secretHash,
    address: guest.address,
    made_at: guest.madeAt,
    seen_at: guest.seenAt,
    state: guest.state,
    approved_by: guest.approvedBy,
    entered: Number(guest.hasEntered),
  }
}

function fromRow(row: Row): Guest {
  return {
    name: row.name,
    linkId: row.link_id,
    secretHash: row.secret_hash,
    address: row.address,
    madeAt: row.made_at,
    seenAt: row.seen_at,
    state: row.state as Guest['state'],
    approvedBy: row.approved_by,
    hasEntered: row.entered === 1,
  }
}
