import type { InviteEvent } from '../../../invites/link-history.js'
import { refuseHistoryTo } from '../../../invites/links.js'
import { fill, html, type Insertable } from '../html.js'
import { nameOfLink } from './link-facts.js'
import { moment } from './moments.js'
import type { ManagePages } from './pages.js'
import { offsetOf, PAGE_SIZE, pager } from './parts.js'
import { inRoom, labelsIn, type RoomHead, roomPage, roomPath } from './room.js'
import type { Visit } from './visit.js'

type Joined = { readonly event: InviteEvent; readonly label: string }
type Shown = {
  readonly head: RoomHead
  readonly joins: readonly Joined[]
  readonly total: number
  readonly now: number
}

/** Who joined by which link, the latest first; with `?link=` in the query, by this link. */
export function joinedPage(pages: ManagePages): void {
  pages.get('/rooms/:room/joined', async visit => {
    const linkId = linkAsked(visit)
    const page = { offset: offsetOf(visit), limit: PAGE_SIZE }
    const linkHistory = { roomId: visit.params['room'] ?? '', linkId, events: ['used'] as const, ...page }
    const shown = await inRoom(
      visit,
      ({ turn, room, head, by }): Shown => {
        refuseHistoryTo(room, by)
        const { events = [], total = 0 } = turn.found.linkHistory ?? {}
        const labels = labelsIn(turn, room)
        const joins = events.map(event => ({ event, label: labels.get(event.linkId) ?? '' }))
        return { head, joins, total, now: turn.batch.at }
      },
      { linkHistory },
    )
    const { head, joins, total, now } = shown
    const path = `${roomPath(head, '/joined')}${linkId === undefined ? '' : `?link=${linkId}`}`
    const list = html`<ul class="items">${joins.map(one => entry(visit, now, one))}</ul>`
    const main = html`${joins.length === 0 ? html`<p>${visit.texts.joined.none}</p>` : list}
${pager(visit, { path, total })}`
    return roomPage(visit, { head, tab: 'joined', main })
  })
}

function linkAsked({ query }: Visit): string | undefined {
  const { link } = query
  return typeof link === 'string' && /^[0-9a-f]{24}$/.test(link) ? link : undefined
}

function entry(visit: Visit, now: number, { event, label }: Joined): Insertable {
  const { texts, language } = visit
  const { user, by, at, linkId, name } = event
  const person =
    name === undefined ? html`<bdi>${user}</bdi>` : fill(texts.guests.named, { name: html`<bdi>${name}</bdi>` })
  const link = html`<bdi>${nameOfLink({ linkId, label }, visit)}</bdi>`
  const approver = html`<p class="hint">${fill(texts.joined.approvedBy, { user: html`<bdi>${by}</bdi>` })}</p>`
  return html`<li>
<p><strong>${person}</strong></p>
<p class="hint">${fill(texts.joined.by, { link })} · ${moment(at, { now, language })}</p>
${by === user || by === '' ? undefined : approver}
</li>`
}
