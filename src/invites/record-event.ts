import type { Context } from '../muc/context.js'
import type { InviteEventKind } from './link-history.js'
import type { OpenInvite } from './open-invite.js'

/** Adds to the story of a link. `by` did it; `user` is whom it concerns, where that is a person. Bare JIDs. `condition` is why something has bounced. */
export function recordEvent(
  { batch }: Pick<Context, 'batch'>,
  { linkId, roomId }: Pick<OpenInvite, 'linkId' | 'roomId'>,
  entry: { event: InviteEventKind; by: string; user?: string; condition?: string },
): void {
  const { event, by, user = '', condition = '' } = entry
  const now = { linkId, roomId, at: batch.at, event, user, by, condition }
  batch.change({ kind: 'invite-event', was: undefined, now })
}
