import type { Database } from 'better-sqlite3'
import type { OpenInviteChange } from '../../invites/facts.js'
import type { OwnLink } from '../../invites/managed-link.js'
import type { OpenInvite } from '../../invites/open-invite.js'
import type { Affiliation } from '../../muc/model/affiliation.js'

type Row = {
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

/** The room of a link, with the affiliation of the link's owner; null without one. */
type OwnRow = { open_room: string | null; room_jid: string | null; affiliation: Affiliation | null }

/** The table `open_invite`. An open invite outlives its room, so that a user learns that the room was destroyed. */
export function openInviteStatements(db: Database) {
  const put = db.prepare<Row>(`
    insert into open_invite
      (id, link_id, room_id, owner, created_at, room_type, standing, uses, expires_at, terms)
    values (@id, @link_id, @room_id, @owner, @created_at, @room_type, @standing, @uses, @expires_at, @terms)
    on conflict (id) do update set room_id = excluded.room_id, owner = excluded.owner, room_type = excluded.room_type,
      uses = excluded.uses, expires_at = excluded.expires_at, terms = excluded.terms`)
  const remove = db.prepare<[string]>('delete from open_invite where id = ?')
  const byId = db.prepare<[string, number], Row>(
    'select * from open_invite where id = ? and (expires_at = 0 or expires_at > ?)',
  )
  const ofRoom = db.prepare<[string], Row>('select * from open_invite where room_id = ? order by created_at, id')
  const ofOwner = db.prepare<[string], Row & OwnRow>(`
    select open_invite.*, room.id as open_room, room.jid as room_jid, affiliation from open_invite
    left join room on room.id = room_id
    left join affiliation on affiliation.room = room.jid and affiliation.user = owner
    where owner = ? and (room.id is not null or room_type <> 'default') order by created_at, open_invite.id`)
  // It stops at the limit: the links themselves can be as many as a person likes to make.
  const linkedRooms = db.prepare<{ user: string; most: number }, { jid: string }>(`
    select distinct jid from open_invite join room on room.id = room_id where owner = @user limit @most`)
  const expire = db.prepare<[number]>('delete from open_invite where expires_at > 0 and expires_at < ?')
  return {
    write: {
      'open-invite'({ was, now }: OpenInviteChange): void {
        if (was && was.id !== now?.id) remove.run(was.id)
        if (now) put.run(toRow(now))
      },
    },
    answers: {
      /** Without the links of destroyed rooms; a personal link of one is bound to no room. */
      openInvitesOf: (owner: string): OwnLink[] => ofOwner.all(owner).map(ownLink),
      linkedRooms: (asked: { user: string; most: number }): string[] => linkedRooms.all(asked).map(({ jid }) => jid),
    },
    /** Does not find expired open invites: the response time must not reveal that they existed. */
    byId(id: string, at: number): OpenInvite | undefined {
      const row = byId.get(id, at)
      return row && fromRow(row)
    },
    ofRoom: (roomId: string): OpenInvite[] => ofRoom.all(roomId).map(fromRow),
    /** Deletes those whose time was over before this one. */
    expire: (before: number): void => void expire.run(before),
  }
}

function toRow(invite: OpenInvite): Row {
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

function ownLink({ open_room, room_jid, affiliation, ...row }: Row & OwnRow): OwnLink {
  const invite = fromRow({ ...row, room_id: open_room ?? '' })
  return { invite, room: room_jid ?? '', affiliation: affiliation ?? 'none' }
}

function fromRow(row: Row): OpenInvite {
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
