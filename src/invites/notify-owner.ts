import type { Context } from '../muc/context.js'
import { openInviteNews } from '../stanza/open-invite-news.js'
import type { OpenInvite } from './open-invite.js'

/** What a link looks like in a browser. */
export function linkUrl({ settings }: Pick<Context, 'settings'>, id: string): string {
  return `${settings.publicUrl}/${id}`
}

/** The owner's other devices hear of the link. */
export function tellOwner(
  { batch, settings }: Context,
  invite: OpenInvite,
  action: 'create' | 'update' | 'deleted',
): void {
  const { id: openInviteId, roomId, roomType, owner: to } = invite
  const url = linkUrl({ settings }, openInviteId)
  const from = settings.domain
  batch.deliver(openInviteNews({ from, to, id: batch.newId(), action, openInviteId, roomId, roomType, url }))
}
