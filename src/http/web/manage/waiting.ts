import { isGuestAddress } from '../../../guests/guest-address.js'
import { answerRequest, pendingRequests } from '../../../invites/pending-requests.js'
import type { RegistrationRequest } from '../../../muc/model/room.js'
import { fill, html, type Insertable } from '../html.js'
import { nameOfLink } from './link-facts.js'
import { moment } from './moments.js'
import type { ManagePages } from './pages.js'
import { afterwards, offsetOf, PAGE_SIZE, pager } from './parts.js'
import { inRoom, labelsIn, type RoomHead, roomPage, roomPath } from './room.js'
import { postForm, type Visit } from './visit.js'

/** In characters: an address has three parts of 1023. */
const LONGEST_ADDRESS = 3071
/** In characters, of all answers together. */
const LONGEST_ANSWERS = 500

type Waiting = {
  readonly user: string
  readonly request: RegistrationRequest
  readonly label: string
  readonly isGuest: boolean
}
type Shown = { readonly head: RoomHead; readonly people: readonly Waiting[]; readonly now: number }

/** The people who wait for an approval, each with two buttons; the oldest request first. */
export function waitingPage(pages: ManagePages): void {
  pages.get('/rooms/:room/waiting', async visit => {
    const offset = offsetOf(visit)
    const shown = await inRoom(visit, ({ turn, room, head, by }): Shown => {
      const labels = labelsIn(turn, room)
      const page = pendingRequests(room, by).slice(offset, offset + PAGE_SIZE)
      const people = page.map(([user, request]) => {
        const isGuest = isGuestAddress(user, turn.settings.domain)
        return { user, request, isGuest, label: labels.get(request.via) ?? '' }
      })
      return { head, people, now: turn.batch.at }
    })
    const { head, people } = shown
    const list = html`<ul class="items">${people.map(one => entry(visit, shown, one))}</ul>`
    const main = html`${people.length === 0 ? html`<p>${visit.texts.waiting.none}</p>` : list}
${pager(visit, { path: roomPath(head, '/waiting'), total: head.waiting })}`
    return roomPage(visit, { head, tab: 'waiting', main })
  })

  pages.post('/rooms/:room/waiting', async visit => {
    const user = visit.form.text('user', LONGEST_ADDRESS)
    const isAllowed = visit.form.oneOf('decision', ['approve', 'decline']) === 'approve'
    return inRoom(visit, ({ turn, room, head, by }) => {
      answerRequest(turn, room, { user, by, isAllowed })
      return afterwards(roomPath(head, '/waiting'), isAllowed ? 'approved' : 'declined')
    })
  })
}

function entry(visit: Visit, { head, now }: Shown, { user, request, label, isGuest }: Waiting): Insertable {
  const { texts, language } = visit
  const text = texts.waiting
  const { via: linkId, nick, answers, at } = request
  const given = Object.values(answers).join(', ').slice(0, LONGEST_ANSWERS)
  const link = nameOfLink({ linkId, label }, visit)
  // The address of a guest says nothing to people.
  const person = isGuest ? fill(texts.guests.named, { name: html`<bdi>${nick}</bdi>` }) : html`<bdi>${user}</bdi>`
  const named = isGuest ? nick : user
  const buttons = html`<input type="hidden" name="user" value="${user}">
<button class="primary" name="decision" value="approve" aria-label="${text.approve}: ${named}">${text.approve}</button>
<button class="second" name="decision" value="decline" aria-label="${text.decline}: ${named}">${text.decline}</button>`
  return html`<li>
<p><strong>${person}</strong></p>
${nick === '' || isGuest ? undefined : html`<p>${fill(text.nick, { nick: html`<bdi>${nick}</bdi>` })}</p>`}
<p class="hint">${fill(text.since, { when: moment(at, { now, language }) })}</p>
${linkId === '' ? undefined : html`<p class="hint">${fill(text.by, { link: html`<bdi>${link}</bdi>` })}</p>`}
${given === '' ? undefined : html`<p dir="auto">${given}</p>`}
${postForm(visit, roomPath(head, '/waiting'), html`<div class="row">${buttons}</div>`)}
</li>`
}
