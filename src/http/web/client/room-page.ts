import { documentOf, forTitle } from '../document.js'
import { fill, html, type Insertable } from '../html.js'
import { PAGE_HEADERS } from '../page.js'
import { socketUrl } from '../socket-url.js'
import type { Site } from '../visit.js'
import { CONVERSE_PATH, ROOM_SCRIPT_PATH } from './client-paths.js'
import type { KnownGuest } from './room-guests.js'
import { ROOM_STYLE, STYLE_SOURCES } from './room-style.js'
import type { LinkVisit } from './waiting-page.js'

/** A visit of a guest in the room. */
export type RoomVisit = LinkVisit & { readonly guest: KnownGuest }

/**
 * The headers of the page of a room: scripts, styles and pictures of this service, and its own WebSocket. Converse.js has
 * style attributes in its templates, and draws avatars as `data:` and received files as `blob:`.
 */
export function roomHeaders(site: Site): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${STYLE_SOURCES.join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${new URL(socketUrl(site.publicUrl)).origin}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  // Without a Referer, browsers send the form `Origin: null`, and those without Sec-Fetch-Site could not leave.
  return { ...PAGE_HEADERS, 'content-security-policy': policy.join('; '), 'referrer-policy': 'same-origin' }
}

/** The page in which a guest is in the room: a bar of ours, and Converse.js below it. */
export function roomPage(shown: RoomVisit): string {
  const { visit, openInviteId, guest } = shown
  const { site, language, texts, query } = visit
  const link = `${site.base}/${openInviteId}`
  const assets = `${site.base}${CONVERSE_PATH}`
  return documentOf({
    language,
    title: forTitle(guest.title),
    head: html`<link rel="icon" href="${site.base}/favicon.ico" sizes="any">
<link rel="stylesheet" href="${assets}converse.min.css">
<style>${ROOM_STYLE}</style>
<script type="module" src="${assets}converse.min.js"></script>
<script type="module" src="${site.base}${ROOM_SCRIPT_PATH}"></script>`,
    body: html`<header class="bar">
<h1><bdi>${guest.title}</bdi></h1>
<nav aria-label="${texts.room.ways}">
<a href="${link}${query}" target="_blank" rel="noopener">${texts.room.app}</a>
<form method="post" action="${link}/leave${query}"><button>${texts.room.leave}</button></form>
</nav>
</header>
${place(shown, { link, assets })}`,
  })
}

/** What the script needs is in the attributes; the texts are for a browser that runs none, or has not run it yet. */
function place({ visit, guest }: RoomVisit, { link, assets }: { link: string; assets: string }): Insertable {
  const { site, language, texts, query } = visit
  const { opening, needsScripts, otherWays, client, noCommand } = texts.room
  return html`<main id="room" data-room="${guest.room}" data-nick="${guest.nick}" data-websocket="${socketUrl(site.publicUrl)}"
data-credentials="${link}/credentials" data-assets="${assets}" data-language="${language}" data-no-command="${noCommand}">
<div class="opening">
<p class="progress" role="status">${opening}</p>
<noscript><p>${needsScripts} <a href="${link}${query}">${otherWays}</a></p></noscript>
<p class="client">${fill(client, { client: html`<a href="https://conversejs.org" rel="noreferrer">Converse.js</a>` })}</p>
</div>
<converse-root></converse-root>
</main>`
}
