import { linksOf } from '../../../invites/links.js'
import { html, type Insertable } from '../html.js'
import { endOf, factsOf, type LinkFacts, nameOfLink, usesOf } from './link-facts.js'
import type { ManagePages } from './pages.js'
import { offsetOf, PAGE_SIZE, pager } from './parts.js'
import { inRoom, type RoomHead, roomPage, roomPath } from './room.js'
import type { Visit } from './visit.js'

/** The links to a room that the person may manage, the newest first. */
export function linksPage(pages: ManagePages): void {
  pages.get('/rooms/:room', async visit => {
    const offset = offsetOf(visit)
    const { head, links, total } = await inRoom(visit, inTurn => {
      const all = linksOf(inTurn.turn, inTurn.room, inTurn.by).reverse()
      const shown = all.slice(offset, offset + PAGE_SIZE).map(link => factsOf(inTurn, link))
      return { head: inTurn.head, links: shown, total: all.length }
    })
    const { texts, base } = visit
    const make = html`<p><a class="primary" href="${base}${roomPath(head, '/make')}">${texts.links.make}</a></p>`
    const list = html`<ul class="items">${links.map(link => entry(visit, head, link))}</ul>`
    const main = html`${head.makesLinks ? make : undefined}
${links.length === 0 ? html`<p>${texts.links.none}</p>` : list}
${pager(visit, { path: roomPath(head), total })}`
    return roomPage(visit, { head, tab: 'links', main })
  })
}

function entry(visit: Visit, head: RoomHead, link: LinkFacts): Insertable {
  const { base, texts } = visit
  const { linkId, terms, state } = link
  const name = nameOfLink({ linkId, label: terms.label }, visit)
  return html`<li>
<p><a href="${base}${roomPath(head, `/links/${linkId}`)}"><bdi>${name}</bdi></a></p>
<p class="hint">${texts.links[state]} · ${usesOf(link, visit)} · ${endOf(link, visit)}</p>
</li>`
}
