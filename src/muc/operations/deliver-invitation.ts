import type { Element } from '../../stanza/element.js'
import { attr } from '../../stanza/element.js'
import { bareOf } from '../../stanza/jid.js'
import type { RoomContext } from '../capability.js'

/** An invitation that has gone out: what must be known when it comes back, minutes or a restart later. */
export type SentInvitation = {
  /** Of its message; random, so that nobody can make up that one has come back. */
  readonly id: string
  /** The id of the room: a room made anew at the same address has sent nothing. */
  readonly roomId: string
  /** A bare JID. */
  readonly invited: string
  /** By whose will, by the name that the invitation shows: a bare, full or occupant JID. */
  readonly inviter: string
  /** The `linkId` of the open invite by which it came about; empty where there was none. */
  readonly linkId: string
  /** Milliseconds since 1970. */
  readonly at: number
}

/** By this alone an error is known to be about an invitation perhaps: the store is asked about no other. */
const MARK = 'invitation-'

/** For the message of an invitation. */
export function newInvitationId({ batch }: Pick<RoomContext, 'batch'>): string {
  return `${MARK}${batch.newId()}`
}

export function isInvitationId(id: string): boolean {
  return id.startsWith(MARK)
}

/** Sends an invitation with an id of `newInvitationId`, and remembers it for the case that it comes back. */
export function deliverInvitation(
  { batch, room }: Pick<RoomContext, 'batch' | 'room'>,
  message: Element,
  { inviter, linkId = '' }: { inviter: string; linkId?: string },
): void {
  batch.deliver(message)
  const [id, invited] = [attr(message, 'id') ?? '', bareOf(attr(message, 'to') ?? '')]
  const now = { id, roomId: room.record.id, invited, inviter, linkId, at: batch.at }
  batch.change({ kind: 'sent-invitation', was: undefined, now })
}
