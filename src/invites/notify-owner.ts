import type { Context } from '../muc/context.js'
import { openInviteNotification } from '../stanza/open-invite-notification.js'
import type { OpenInvite } from './open-invite.js'

/** What a link looks like in a browser. */
export function linkUrl({ settings }: Pick<Context, 'settings'>, id: string): string {
  return `${settings.publicUrl}/${id}`
}

/** The owner's other devices hear of the link. */
export function notifyOwner(
  { batch, settings }: Context,
  invite: OpenInvite,
  action: 'create' | 'update' | 'deleted',
): void {
  const { id: openInviteId, roomId, roomType, owner: to } = invite
  const url = linkUrl({ settings }, openInviteId)
  const from = settings.domain
  batch.deliver(openInviteNotification({ from, to, id: batch.newId(), action, openInviteId, roomId, roomType, url }))
}
