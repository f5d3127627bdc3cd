import { type Ban, listBans, unban } from '../../../rooms-api/bans.js'
import { fill, html, type Insertable } from '../html.js'
import { moment } from './moments.js'
import type { ManagePages } from './pages.js'
import { afterwards, offsetOf, PAGE_SIZE, pager } from './parts.js'
import { inRoom, type RoomHead, roomPage, roomPath } from './room.js'
import { postForm, type Visit } from './visit.js'

/** In characters: an address has three parts of 1023. */
const LONGEST_ADDRESS = 3071

type Shown = { readonly head: RoomHead; readonly bans: readonly Ban[]; readonly total: number; readonly now: number }

/** The bans of a room, the oldest first, each with a button that lifts it. */
export function bansPage(pages: ManagePages): void {
  pages.get('/rooms/:room/bans', async visit => {
    const offset = offsetOf(visit)
    const shown = await inRoom(visit, ({ turn, room, head, by }): Shown => {
      const all = listBans(room, by)
      return { head, bans: all.slice(offset, offset + PAGE_SIZE), total: all.length, now: turn.batch.at }
    })
    const { head, bans, total } = shown
    const list = html`<ul class="items">${bans.map(ban => entry(visit, shown, ban))}</ul>`
    const main = html`${bans.length === 0 ? html`<p>${visit.texts.bans.none}</p>` : list}
${pager(visit, { path: roomPath(head, '/bans'), total })}`
    return roomPage(visit, { head, tab: 'bans', main })
  })

  pages.post('/rooms/:room/bans', async visit => {
    const banned = visit.form.text('banned', LONGEST_ADDRESS)
    return inRoom(visit, ({ turn, room, head, by }) => {
      unban(turn, room, { banned, by })
      return afterwards(roomPath(head, '/bans'), 'lifted')
    })
  })
}

function entry(visit: Visit, { head, now }: Shown, { banned, reason, since }: Ban): Insertable {
  const { texts, language } = visit
  const { bans: text } = texts
  const lifting = html`<input type="hidden" name="banned" value="${banned}">
<button class="second" aria-label="${text.lift}: ${banned}">${text.lift}</button>`
  return html`<li>
<p><strong><bdi>${banned}</bdi></strong></p>
${reason === '' ? undefined : html`<p dir="auto">${reason}</p>`}
<p class="hint">${fill(text.since, { when: moment(since, { now, language }) })}</p>
${postForm(visit, roomPath(head, '/bans'), html`<div class="row">${lifting}</div>`)}
</li>`
}
