import { html } from '../html.js'
import { socketUrl } from '../socket-url.js'
import { clientPage } from './client-page.js'
import type { KnownGuest } from './room-guests.js'
import type { LinkVisit } from './waiting-page.js'

/** A visit of a guest in the room. */
export type RoomVisit = LinkVisit & { readonly guest: KnownGuest }

/** The page in which a guest is in the room. */
export function roomPage({ visit, openInviteId, guest }: RoomVisit): string {
  const { site, texts, query } = visit
  const link = `${site.base}/${openInviteId}`
  return clientPage({
    ...{ visit, openInviteId, title: guest.title },
    leave: html`<form method="post" action="${link}/leave${query}"><button>${texts.room.leave}</button></form>`,
    attributes: html`data-room="${guest.room}" data-nick="${guest.nick}" data-websocket="${socketUrl(site.publicUrl)}"
data-credentials="${link}/credentials"`,
    opening: html`<p class="progress" role="status">${texts.room.opening}</p>`,
  })
}
