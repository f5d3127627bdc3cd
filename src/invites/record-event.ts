import type { Context } from '../muc/context.js'
import type { InviteEventKind } from './link-history.js'
import type { OpenInvite } from './open-invite.js'

/**
 * Adds an entry to the link history. `by` is the bare JID of the actor, `user` that of the joiner whom the event
 * concerns; `condition` says why an invitation bounced; `name` is that of a guest.
 */
export function recordEvent(
  { batch }: Pick<Context, 'batch'>,
  { linkId, roomId }: Pick<OpenInvite, 'linkId' | 'roomId'>,
  entry: { event: InviteEventKind; by: string; user?: string; condition?: string; name?: string },
): void {
  const { event, by, user = '', condition = '', name } = entry
  const { at, through } = batch
  const more = { ...(name !== undefined && { name }), ...(through !== undefined && { through }) }
  const now = { linkId, roomId, at, event, user, by, condition, ...more }
  batch.change({ kind: 'invite-event', was: undefined, now })
}
