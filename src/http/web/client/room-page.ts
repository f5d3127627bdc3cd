import { html } from '../html.js'
import { CONVERSE_PATH, ROOM_SCRIPT_PATH } from './client-paths.js'
import { ROOM_STYLE, STYLE_SOURCES } from './room-style.js'
import type { RoomTexts } from './room-texts.js'

/** What the page of a room shows, and what its script needs. */
export type RoomVisit = {
  /** The path of the public URL and of the link, without a slash at the end: `/6b1f...`. */
  readonly linkPath: string
  /** The path of the public URL, without a slash at the end; empty at the top of a host. */
  readonly basePath: string
  /** The bare JID of the room. */
  readonly room: string
  /** The name of the room; its address if it has none. */
  readonly name: string
  readonly nick: string
  /** The URL of the WebSocket (RFC 7395). */
  readonly websocket: string
  readonly language: Language
  readonly texts: RoomTexts
}

/** A language of the pages by its tag, and where its lines begin. */
export type Language = { readonly tag: string; readonly direction: 'ltr' | 'rtl' }

/**
 * The headers of the page of a room: scripts, styles and pictures of this service, and its own WebSocket. Converse.js has
 * style attributes in its templates, and draws avatars as `data:` and received files as `blob:`.
 */
export function roomHeaders(websocket: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${STYLE_SOURCES.join(' ')}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ${new URL(websocket).origin}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ]
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy.join('; '),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
    'cache-control': 'no-store',
  }
}

/** The page in which a guest is in the room: a bar of ours, and Converse.js below it. */
export function roomPage(visit: RoomVisit): string {
  const { linkPath, basePath, name, language, texts } = visit
  const assets = `${basePath}${CONVERSE_PATH}`
  return html`<!doctype html>
<html lang="${language.tag}" dir="${language.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${name}</title>
<link rel="stylesheet" href="${assets}converse.min.css">
<style>${ROOM_STYLE}</style>
<script type="module" src="${assets}converse.min.js"></script>
<script type="module" src="${basePath}${ROOM_SCRIPT_PATH}"></script>
</head>
<body>
<header class="bar">
<h1><bdi>${name}</bdi></h1>
<nav aria-label="${texts.waysOut}">
<a href="${linkPath}" target="_blank" rel="noopener">${texts.openInApp}</a>
<form method="post" action="${linkPath}/leave"><button>${texts.leave}</button></form>
</nav>
</header>
${place(visit)}
</body>
</html>
`.toString()
}

function place({ linkPath, basePath, room, nick, websocket, language, texts }: RoomVisit) {
  return html`<main id="room" data-room="${room}" data-nick="${nick}" data-websocket="${websocket}"
data-credentials="${linkPath}/credentials" data-assets="${basePath}${CONVERSE_PATH}" data-language="${language.tag}">
<p class="opening">${texts.opening}</p>
<noscript><p class="opening">${texts.needsScripts} <a href="${linkPath}">${texts.otherWays}</a></p></noscript>
<converse-root></converse-root>
</main>`
}
