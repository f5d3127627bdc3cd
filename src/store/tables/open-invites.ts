import type { OpenInviteChange } from '../../invites/facts.js'
import type { OpenInvite } from '../../invites/open-invite.js'
import { type Reading, type Step, statement } from './statement.js'

/** A row of the table `open_invite`. */
export type OpenInviteRow = {
  id: string
  link_id: string
  room_id: string
  owner: string
  created_at: number
  room_type: string
  standing: number
  uses: number
  expires_at: number
  terms: string
}

/** The table `open_invite`. An open invite outlives its room, so that a user learns that the room was destroyed. */
export function openInviteStatements() {
  const put = statement<OpenInviteRow>(`
    insert into open_invite
      (id, link_id, room_id, owner, created_at, room_type, standing, uses, expires_at, terms)
    values (@id, @link_id, @room_id, @owner, @created_at, @room_type, @standing, @uses, @expires_at, @terms)
    on conflict (id) do update set room_id = excluded.room_id, owner = excluded.owner, room_type = excluded.room_type,
      uses = excluded.uses, expires_at = excluded.expires_at, terms = excluded.terms`)
  // A join changes nothing else, and all the other columns are in indexes.
  const use = statement<[number, string]>('update open_invite set uses = ? where id = ?')
  const remove = statement<[string]>('delete from open_invite where id = ?')
  const byId = statement<[string, number], OpenInviteRow>(
    'select * from open_invite where id = ? and (expires_at = 0 or expires_at > ?)',
  )
  const ofRoom = statement<[string], OpenInviteRow>(
    'select * from open_invite where room_id = ? order by created_at, id',
  )
  // It stops at the limit: the links themselves can be as many as a person likes to make.
  const linkedRooms = statement<{ user: string; most: number }, string>(`
    select distinct jid from open_invite join room on room.id = room_id where owner = @user limit @most`).pluck()
  const expire = statement<[number]>('delete from open_invite where expires_at > 0 and expires_at < ?')
  return {
    write: {
      *'open-invite'({ was, now }: OpenInviteChange): Iterable<Step> {
        if (was && was.id !== now?.id) yield remove.with(was.id)
        if (was && now && isOnlyUsed(was, now)) yield use.with(now.uses, now.id)
        else if (now) yield put.with(toRow(now))
      },
    },
    answers: {
      linkedRooms: (asked: { user: string; most: number }): Reading<string[]> => linkedRooms.all(asked),
    },
    /** Does not find expired open invites: the response time must not reveal that they existed. */
    *byId(id: string, at: number): Reading<OpenInvite | undefined> {
      const row = yield* byId.get(id, at)
      return row && openInvite(row)
    },
    *ofRoom(roomId: string): Reading<OpenInvite[]> {
      return (yield* ofRoom.all(roomId)).map(openInvite)
    },
    /** Deletes those whose time was over before this one. */
    expire: (before: number): Step => expire.with(before),
  }
}

/** Whether nothing but the number of uses has changed. */
function isOnlyUsed(was: OpenInvite, now: OpenInvite): boolean {
  return Object.entries(was).every(([key, value]) => key === 'uses' || value === Reflect.get(now, key))
}

function toRow(invite: OpenInvite): OpenInviteRow {
  const { expiresAt, ...terms } = invite.terms
  return {
    id: invite.id,
    link_id: invite.linkId,
    room_id: invite.roomId,
    owner: invite.owner,
    created_at: invite.createdAt,
    room_type: invite.roomType,
    standing: Number(invite.isDefault),
    uses: invite.uses,
    expires_at: expiresAt,
    terms: JSON.stringify(terms),
  }
}

/** Converts a row of the table `open_invite`. */
export function openInvite(row: OpenInviteRow): OpenInvite {
  const terms = JSON.parse(row.terms) as Omit<OpenInvite['terms'], 'guests'> & Partial<OpenInvite['terms']>
  return {
    id: row.id,
    linkId: row.link_id,
    roomId: row.room_id,
    owner: row.owner,
    createdAt: row.created_at,
    roomType: row.room_type as OpenInvite['roomType'],
    isDefault: row.standing === 1,
    uses: row.uses,
    // The terms of earlier versions have no `guests`.
    terms: { ...terms, guests: terms.guests ?? 'auto', expiresAt: row.expires_at },
  }
}
