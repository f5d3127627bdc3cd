import type { SentInvitationChange } from '../../muc/model/change.js'
import type { SentInvitation } from '../../muc/model/sent-invitation.js'
import { everyNth } from './every-nth.js'
import { type Reading, type Step, statement } from './statement.js'

type Row = { id: string; room_id: string; invited: string; inviter: string; link_id: string; at: number }

/** How long an invitation may bounce, in milliseconds. Servers report an unreachable server within minutes. */
const KEPT = 24 * 60 * 60 * 1000
/** A limit, so that frequent invitations cannot fill the disk. Our own decision. */
const MAX_KEPT = 100_000

/** After this number of insertions, the oldest rows are deleted: at most twice this number. */
const EXPIRE_EVERY = 16

/** The table `sent_invitation`: those of a day, and at most about the latest `most`. */
export function sentInvitationStatements({ most = MAX_KEPT, every = EXPIRE_EVERY } = {}) {
  const add = statement<Row>(`
    insert into sent_invitation (id, room_id, invited, inviter, link_id, at)
    values (@id, @room_id, @invited, @inviter, @link_id, @at)`)
  const trim = statement<[number]>(
    'delete from sent_invitation where position <= (select max(position) from sent_invitation) - ?',
  )
  const expire = statement<[number]>(`
    delete from sent_invitation where at < ? and position in (
      select position from sent_invitation order by position limit ${2 * every}
    )`)
  const remove = statement<[string]>('delete from sent_invitation where id = ?')
  const byId = statement<[string], Row>(
    'select id, room_id, invited, inviter, link_id, at from sent_invitation where id = ?',
  )
  const isExpiring = everyNth(every)
  return {
    write: {
      *'sent-invitation'({ was, now }: SentInvitationChange): Iterable<Step> {
        if (was) yield remove.with(was.id)
        if (!now) return
        const { roomId, via, ...rest } = now
        yield add.with({ ...rest, room_id: roomId, link_id: via })
        if (!isExpiring()) return
        yield trim.with(most)
        yield expire.with(now.at - KEPT)
      },
    },
    answers: {
      *sentInvitation(id: string): Reading<SentInvitation | undefined> {
        const row = yield* byId.get(id)
        return row && fromRow(row)
      },
    },
  }
}

function fromRow({ room_id, link_id, ...rest }: Row): SentInvitation {
  return { ...rest, roomId: room_id, via: link_id }
}
