import type { Database } from 'better-sqlite3'
import type { OpenInviteChange } from '../../invites/change.js'
import type { OpenInvite } from '../../invites/open-invite.js'

type Row = { id: string; room_id: string; owner: string; created_at: number }

/** The table `open_invite`. A link outlives its room, so that it can say that the room is gone. */
export function openInviteStatements(db: Database) {
  const put = db.prepare<Row>(`
    insert into open_invite (id, room_id, owner, created_at) values (@id, @room_id, @owner, @created_at)
    on conflict (id) do update set room_id = excluded.room_id, owner = excluded.owner`)
  const remove = db.prepare<[string]>('delete from open_invite where id = ?')
  const byId = db.prepare<[string], Row>('select * from open_invite where id = ?')
  const ofRoom = db.prepare<[string], Row>('select * from open_invite where room_id = ?')
  return {
    write({ was, now }: OpenInviteChange): void {
      if (now) put.run(toRow(now))
      else if (was) remove.run(was.id)
    },
    byId(id: string): OpenInvite | undefined {
      const row = byId.get(id)
      return row && fromRow(row)
    },
    ofRoom: (roomId: string): OpenInvite[] => ofRoom.all(roomId).map(fromRow),
  }
}

function toRow({ id, roomId, owner, createdAt }: OpenInvite): Row {
  return { id, room_id: roomId, owner, created_at: createdAt }
}

function fromRow({ id, room_id, owner, created_at }: Row): OpenInvite {
  return { id, roomId: room_id, owner, createdAt: created_at }
}
