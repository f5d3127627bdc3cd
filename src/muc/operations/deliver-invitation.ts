import { attr, type Element } from '../../stanza/element.js'
import { bareOf } from '../../stanza/jid.js'
import type { RoomContext } from '../context.js'

/** Marks ids of invitations, so that other bounces cause no query of the store. */
const PREFIX = 'invitation-'

/**
 * A random id for the message of an invitation. It begins with the time, so that the store has the latest ids on the same
 * pages of its indexes.
 */
export function newInvitationId({ batch }: Pick<RoomContext, 'batch'>): string {
  return `${PREFIX}${batch.at.toString(36)}-${batch.newId()}`
}

/** Whether an id may be of an invitation. */
export function isInvitationId(id: string): boolean {
  return id.startsWith(PREFIX)
}

/**
 * Sends an invitation with an id of `newInvitationId`, and stores it in case it bounces. `inviter` is the JID that the
 * message shows, `via` the id of the link that caused it.
 */
export function deliverInvitation(
  { batch, room }: Pick<RoomContext, 'batch' | 'room'>,
  message: Element,
  { inviter, via = '' }: { inviter: string; via?: string },
): void {
  batch.deliver(message)
  const [id, invited] = [attr(message, 'id') ?? '', bareOf(attr(message, 'to') ?? '')]
  const now = { id, roomId: room.record.id, invited, inviter, via, at: batch.at }
  batch.change({ kind: 'sent-invitation', was: undefined, now })
}
