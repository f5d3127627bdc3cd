import { isAtLeast, isFull, setAffiliation } from '../muc/affiliation.js'
import { sessionsOf } from '../muc/occupant.js'
import { affiliationOf, occupantsWith, type Room } from '../muc/room.js'
import { moderatorEvent } from '../stanza/configuration-event.js'
import { directInvitation } from '../stanza/invitation.js'
import { type OpenInvite, parseOpenInviteId } from './open-invite.js'
import { Refusal } from './refusal.js'
import type { Turn } from './turn.js'

export type Redemption = {
  readonly openInviteId: string
  /** The person who joins, by bare JID, and the name under which the moderators hear of them. */
  readonly joiner: { readonly jid: string; readonly name: string }
  /** Goes into the invitation. */
  readonly reason?: string | undefined
  readonly roomPassword?: string | undefined
}

/**
 * Lets a person into the room of an open invite: they become a member, get the invitation from the link's owner, and
 * the moderators in the room get the event. Who is in already is told so and nothing else happens.
 */
export function redeem(turn: Turn, redemption: Redemption): { roomId: string; hasAlreadyJoinThisRoom: boolean } {
  const { joiner } = redemption
  const { invite, room } = find(turn, redemption.openInviteId)
  const roomId = invite.roomId
  const affiliation = affiliationOf(room, joiner.jid)
  if (isAtLeast(affiliation, 'member')) return { roomId, hasAlreadyJoinThisRoom: true }
  if (affiliation === 'outcast') throw new Refusal('banned', 'You are banned from this room.')
  refuseEntry(room, { maxMembers: turn.rooms.settings.maxMembers, password: redemption.roomPassword })
  setAffiliation({ ...turn, room }, { user: joiner.jid, affiliation: 'member', isTold: true })
  tell(turn, { room, invite, redemption })
  return { roomId, hasAlreadyJoinThisRoom: false }
}

function find({ rooms, openInvites }: Turn, text: string): { invite: OpenInvite; room: Room } {
  const id = parseOpenInviteId(text)
  const invite = id === undefined ? undefined : openInvites.get(id)
  if (!invite) throw new Refusal('unknown-open-invite', 'There is no open invite with this id.')
  const room = rooms.byId(invite.roomId)
  if (!room || room.record.archived) throw new Refusal('no-room', 'The room of this open invite is gone.')
  if (!isAtLeast(affiliationOf(room, invite.owner), 'admin')) {
    throw new Refusal('no-room', 'Whose open invite this was, moderates the room no more.')
  }
  return { invite, room }
}

/** A link opens a room that is closed to others, with its password too; a password that is given must be right. */
function refuseEntry(room: Room, entry: { maxMembers: number; password: string | undefined }): void {
  const { config } = room.record
  if (config.autoRegister === 'lock') throw new Refusal('locked', 'This room is locked: nobody new can join it.')
  if (isFull(room, entry.maxMembers)) {
    const quota = { current: room.members, most: entry.maxMembers }
    throw new Refusal('full', 'This room has as many members as it may have.', quota)
  }
  if (entry.password !== undefined && config.password !== '' && entry.password !== config.password) {
    throw new Refusal('wrong-room-password', 'The room password is wrong.')
  }
}

function tell({ batch }: Turn, join: { room: Room; invite: OpenInvite; redemption: Redemption }): void {
  const { jid, config } = join.room.record
  const { joiner, reason } = join.redemption
  batch.deliver(
    directInvitation({
      from: join.invite.owner,
      to: joiner.jid,
      id: batch.newId(),
      room: jid,
      roomId: join.invite.roomId,
      reason,
      password: config.password || undefined,
    }),
  )
  for (const occupant of occupantsWith(join.room, ['moderator'])) {
    for (const session of sessionsOf(occupant)) {
      batch.deliver(moderatorEvent({ room: jid, to: session, id: batch.newId(), joiner }))
    }
  }
}
