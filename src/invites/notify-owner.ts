import type { Context } from '../muc/context.js'
import { openInviteNotification } from '../stanza/open-invite-notification.js'
import type { OpenInvite } from './open-invite.js'

/** The URL of the open invite with this id. */
export function linkUrl({ settings }: Pick<Context, 'settings'>, id: string): string {
  return `${settings.publicUrl}/${id}`
}

/** Notifies the owner's devices that a link was created, changed or deleted, if the owner uses a client of the family. */
export function notifyOwner(
  { batch, familyClients, settings }: Context,
  invite: OpenInvite,
  action: 'create' | 'update' | 'deleted',
): void {
  const { id: openInviteId, roomId, roomType, owner: to } = invite
  if (!familyClients.includes(to, batch.at)) return
  const url = linkUrl({ settings }, openInviteId)
  const from = settings.domain
  batch.deliver(openInviteNotification({ from, to, id: batch.newId(), action, openInviteId, roomId, roomType, url }))
}
