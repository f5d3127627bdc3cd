import { documentOf, forTitle } from '../document.js'
import { fill, html, type Insertable } from '../html.js'
import { PAGE_HEADERS } from '../page.js'
import type { Visit } from '../visit.js'
import { CONVERSE_PATH, ROOM_SCRIPT_PATH } from './client-paths.js'
import { ROOM_STYLE, STYLE_SOURCES } from './room-style.js'

type Rules = {
  /** The WebSocket to which the page connects. */
  readonly socket: string
  /** Where the forms of the page may be sent. */
  readonly forms: "'self'" | "'none'"
}

/**
 * The headers of a page with Converse.js: scripts, styles and pictures of this service, and one WebSocket. Converse.js has
 * style attributes in its templates, and draws avatars as `data:` and received files as `blob:`.
 */
export function clientHeaders({ socket, forms }: Rules): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${STYLE_SOURCES.join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${new URL(socket).origin}`,
    "base-uri 'none'",
    `form-action ${forms}`,
    "frame-ancestors 'none'",
  ]
  // Without a Referer, browsers send the form `Origin: null`, and those without Sec-Fetch-Site could not leave.
  return { ...PAGE_HEADERS, 'content-security-policy': policy.join('; '), 'referrer-policy': 'same-origin' }
}

type ClientPage = {
  readonly visit: Visit
  readonly openInviteId: string
  /** The name of the room. */
  readonly title: string
  /** The way back to the page of the link. */
  readonly leave: Insertable
  /** The attributes of the place of Converse.js: what the script needs. */
  readonly attributes: Insertable
  /** What is there before Converse.js is. */
  readonly opening: Insertable
}

/** A page in which a person is in the room: a bar of ours, and Converse.js below it. */
export function clientPage({ visit, openInviteId, title, leave, attributes, opening }: ClientPage): string {
  const { site, language, texts, query } = visit
  const assets = `${site.base}${CONVERSE_PATH}`
  const link = `${site.base}/${openInviteId}${query}`
  const { needsScripts, otherWays, client, ways, app, noCommand } = texts.room
  const converse = html`<a href="https://conversejs.org" rel="noreferrer">Converse.js</a>`
  return documentOf({
    language,
    title: forTitle(title),
    head: html`<link rel="icon" href="${site.base}/favicon.ico" sizes="any">
<link rel="stylesheet" href="${assets}converse.min.css">
<style>${ROOM_STYLE}</style>
<script type="module" src="${assets}converse.min.js"></script>
<script type="module" src="${site.base}${ROOM_SCRIPT_PATH}"></script>`,
    body: html`<header class="bar">
<h1><bdi>${title}</bdi></h1>
<nav aria-label="${ways}">
<a href="${link}" target="_blank" rel="noopener">${app}</a>
${leave}
</nav>
</header>
<main id="room" data-assets="${assets}" data-language="${language}" data-no-command="${noCommand}"
${attributes}>
<div class="opening">
${opening}
<noscript><p>${needsScripts} <a href="${link}">${otherWays}</a></p></noscript>
<p class="client">${fill(client, { client: converse })}</p>
</div>
<converse-root></converse-root>
</main>`,
  })
}
