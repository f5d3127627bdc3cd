import type { OpenInvite } from './open-invite.js'
import { openInviteNews } from '../stanza/open-invite-news.js'
import type { Turn } from './turn.js'

/** What a link looks like in a browser. */
export function linkUrl({ rooms }: Pick<Turn, 'rooms'>, id: string): string {
  return `${rooms.settings.publicUrl}/${id}`
}

/** The owner's other devices hear of the link. */
export function tellOwner({ batch, rooms }: Turn, invite: OpenInvite, action: 'create' | 'update' | 'deleted'): void {
  const { id: openInviteId, roomId, roomType, owner: to } = invite
  const url = linkUrl({ rooms }, openInviteId)
  const from = rooms.settings.domain
  batch.deliver(openInviteNews({ from, to, id: batch.newId(), action, openInviteId, roomId, roomType, url }))
}
