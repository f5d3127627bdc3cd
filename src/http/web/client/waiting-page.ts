import { html } from '../html.js'
import { messagePage } from '../message-page.js'
import type { Visit } from '../visit.js'

/** Seconds after which the page of a waiting guest looks again. */
const INTERVAL = 5

/** The visit of a page of the link with this id. */
export type LinkVisit = { readonly visit: Visit; readonly openInviteId: string }

/** The page of a guest for whom a moderator has been asked. It loads itself again, without a script. */
export function waitingPage({ visit, openInviteId }: LinkVisit): string {
  const { site, texts, query } = visit
  const link = `${site.base}/${openInviteId}`
  const again = `${link}/room${query}${query === '' ? '?' : '&'}asked`
  return messagePage(visit, {
    title: texts.waiting.title,
    content: html`<p role="status">${texts.waiting.text}</p>
<p><a href="${again}">${texts.waiting.again}</a></p>
<form method="post" action="${link}/leave${query}"><button>${texts.room.leave}</button></form>`,
    head: html`<meta http-equiv="refresh" content="${INTERVAL}; url=${again}">`,
  })
}
