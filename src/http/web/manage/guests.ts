import { type ListedGuest, listGuests, removeGuest } from '../../../guests/list.js'
import { fill, html, type Insertable } from '../html.js'
import { nameOfLink } from './link-facts.js'
import { moment } from './moments.js'
import type { ManagePages } from './pages.js'
import { afterwards, offsetOf, PAGE_SIZE, pager } from './parts.js'
import { inRoom, labelsIn, type RoomHead, roomPage, roomPath } from './room.js'
import { postForm, type Visit } from './visit.js'

/** In characters: longer than the address of any guest. */
const LONGEST_ADDRESS = 2047

type Listed = { readonly guest: ListedGuest; readonly label: string }
type Shown = {
  readonly head: RoomHead
  readonly guests: readonly Listed[]
  readonly total: number
  readonly now: number
}

/** The people without an account who came by a link, the latest first, each with a button that puts them out. */
export function guestsPage(pages: ManagePages): void {
  pages.get('/rooms/:room/guests', async visit => {
    const offset = offsetOf(visit)
    const shown = await inRoom(visit, ({ turn, room, head, by }): Shown => {
      const all = listGuests(room, by).reverse()
      const labels = labelsIn(turn, room)
      const page = all.slice(offset, offset + PAGE_SIZE)
      const guests = page.map(guest => ({ guest, label: labels.get(guest.linkId) ?? '' }))
      return { head, guests, total: all.length, now: turn.batch.at }
    })
    const { head, guests, total } = shown
    const list = html`<ul class="items">${guests.map(one => entry(visit, shown, one))}</ul>`
    const main = html`${guests.length === 0 ? html`<p>${visit.texts.guests.none}</p>` : list}
${pager(visit, { path: roomPath(head, '/guests'), total })}`
    return roomPage(visit, { head, tab: 'guests', main })
  })

  pages.post('/rooms/:room/guests', async visit => {
    const jid = visit.form.text('guest', LONGEST_ADDRESS)
    return inRoom(visit, ({ turn, room, head, by }) => {
      removeGuest(turn, room, { jid, by })
      return afterwards(roomPath(head, '/guests'), 'put-out')
    })
  })
}

function entry(visit: Visit, { head, now }: Shown, { guest, label }: Listed): Insertable {
  const { texts, language } = visit
  const { guests: text } = texts
  const { jid, name, linkId, madeAt, state, isInside } = guest
  const place = isInside ? text.inside : text.away
  const link = html`<bdi>${nameOfLink({ linkId, label }, visit)}</bdi>`
  const removing = html`<input type="hidden" name="guest" value="${jid}">
<div class="row"><button class="second" aria-label="${text.remove}: ${name}">${text.remove}</button></div>`
  return html`<li>
<p><strong><bdi>${name}</bdi></strong></p>
<p>${state === 'waiting' ? text.waiting : place}</p>
<p class="hint">${fill(text.by, { link })}</p>
<p class="hint">${fill(text.since, { when: moment(madeAt, { now, language }) })}</p>
${postForm(visit, roomPath(head, '/guests'), removing)}
</li>`
}
