import type { Context } from '../muc/context.js'
import { openInviteNotification } from '../stanza/open-invite-notification.js'
import { ManagedLink } from './managed-link.js'
import type { OpenInvite } from './open-invite.js'

/** The URL of a link. It contains the secret id. */
export function linkUrl({ settings }: Pick<Context, 'settings'>, { invite }: ManagedLink): string {
  return `${settings.publicUrl}/${invite.id}`
}

/** What has happened to a link. `former` is the link before the change, if its id is another. */
type News = {
  readonly invite: OpenInvite
  readonly former?: OpenInvite
  readonly action: 'create' | 'update' | 'deleted'
}

/**
 * Notifies the owner's devices that a link was created, changed or deleted. An owner who may not manage the link any
 * more does not learn its new id: for them the former link was deleted.
 */
export function notifyOwner(context: Context, { invite, former = invite, action }: News): void {
  const room = context.rooms.byId(invite.roomId)
  const isTheirs = ManagedLink.personal(invite) ?? (room && ManagedLink.inRoom(room, invite.owner, invite))
  const told = isTheirs ? { invite, action } : ({ invite: former, action: 'deleted' } as const)
  if (isTheirs || action !== 'create') send(context, told)
}

/** Only people who use a client of the Rainbow family can read it. */
function send({ batch, familyClients, settings }: Context, { invite, action }: Pick<News, 'invite' | 'action'>): void {
  const { id: openInviteId, roomId, roomType, owner: to } = invite
  if (!familyClients.includes(to, batch.at)) return
  const url = `${settings.publicUrl}/${openInviteId}`
  const from = settings.domain
  batch.deliver(openInviteNotification({ from, to, id: batch.newId(), action, openInviteId, roomId, roomType, url }))
}
