import { attr, type Element } from '../../stanza/element.js'
import { bareOf } from '../../stanza/jid.js'
import type { RoomContext } from '../context.js'

/** By this alone an error is known to be about an invitation perhaps: the store is asked about no other. */
const PREFIX = 'invitation-'

/** For the message of an invitation. */
export function newInvitationId({ batch }: Pick<RoomContext, 'batch'>): string {
  return `${PREFIX}${batch.newId()}`
}

export function isInvitationId(id: string): boolean {
  return id.startsWith(PREFIX)
}

/** Sends an invitation with an id of `newInvitationId`, and remembers it for the case that it comes back. */
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
