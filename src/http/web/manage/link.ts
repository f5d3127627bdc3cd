import { managedLink } from '../../../invites/change.js'
import { membersOf } from '../../../invites/commands/links.js'
import type { ManagedLink } from '../../../invites/managed-link.js'
import { fill, html, type Insertable } from '../html.js'
import { way } from '../page/way.js'
import { qrCode } from '../qr-code.js'
import { endOf, factsOf, type LinkFacts, nameOfLink, usesOf } from './link-facts.js'
import { moment } from './moments.js'
import type { ManagePages } from './pages.js'
import { inRoom, type RoomHead, type RoomTurn, roomPage, roomPath } from './room.js'
import { postForm, type Visit } from './visit.js'

/** The path of a link, for its page and its forms. */
export const LINK = '/rooms/:room/links/:link'

/** The link that the path names. Throws `unknown-link` if the person may not manage it. */
export function linkIn({ turn, room, by }: RoomTurn, { params }: Visit): ManagedLink {
  return managedLink(turn, room, { linkId: params['link'] ?? '', by })
}

type Shown = { readonly head: RoomHead; readonly link: LinkFacts; readonly members: number }

/** A link: its address to copy and share, its terms, and what can be done with it. */
export function linkPage(pages: ManagePages): void {
  pages.get(LINK, async visit => {
    const shown = await inRoom(visit, inTurn => shownIn(inTurn, visit), { joinersOf: visit.params['link'] ?? '' })
    const { head, link } = shown
    const name = nameOfLink({ linkId: link.linkId, label: link.terms.label }, visit)
    const main = html`<h2><bdi>${name}</bdi></h2>
<p>${visit.texts.links[link.state]} · ${usesOf(link, visit)} · ${endOf(link, visit)}</p>
${sharing(visit, shown)}
${terms(visit, shown)}
${acts(visit, shown)}`
    return roomPage(visit, { head, tab: 'links', main })
  })
}

function shownIn(inTurn: RoomTurn, visit: Visit): Shown {
  const { head, room, turn } = inTurn
  const link = factsOf(inTurn, linkIn(inTurn, visit))
  return { head, link, members: membersOf(room, turn.found.joinersOf ?? []).length }
}

function sharing({ texts }: Visit, { head, link: { url, uri } }: Shown): Insertable {
  const text = texts.link
  const subject = encodeURIComponent(text.subject.replace('{room}', () => head.name))
  return html`<h3 id="url">${text.url}</h3>
<code aria-labelledby="url" dir="ltr">${url}</code>
<p class="hint">${text.copyHint}</p>
<ul class="row" aria-label="${text.share}">
<li><a href="mailto:?subject=${subject}&amp;body=${encodeURIComponent(url)}">${text.mail}</a></li>
<li><a href="sms:?&amp;body=${encodeURIComponent(url)}">${text.sms}</a></li>
<li><a href="${uri}">${text.xmpp}</a></li>
</ul>
${way({ name: 'picture', title: text.picture }, html`<p>${text.scan}</p>${qrCode(url, text.picture)}`)}`
}

function terms(visit: Visit, { head, link }: Shown): Insertable {
  const { texts, base, language } = visit
  const { make, link: text } = texts
  const { grants, admission, domains } = link.terms
  const joined = `${base}${roomPath(head, '/joined')}?link=${link.linkId}`
  return html`<dl>
<dt>${text.grants}</dt><dd>${make[grants]}</dd>
<dt>${text.admission}</dt><dd>${make[admission]}</dd>
<dt>${make.guests}</dt><dd>${link.guests ? make.yes : make.no}</dd>
${domains.length > 0 ? html`<dt>${text.domains}</dt><dd>${domains.join(', ')}</dd>` : undefined}
<dt>${text.owner}</dt><dd><bdi>${link.owner}</bdi></dd>
<dt>${text.made}</dt><dd>${moment(link.createdAt, { now: link.now, language })}</dd>
</dl>
${head.moderates ? html`<p><a href="${joined}">${text.joined}</a></p>` : undefined}`
}

function acts(visit: Visit, { head, link, members }: Shown): Insertable {
  const text = visit.texts.link
  const path = roomPath(head, `/links/${link.linkId}`)
  const [act, label] = link.terms.paused ? ['resume', text.resume] : ['pause', text.pause]
  const removal = html`<label class="tick"><input type="checkbox" name="remove">${fill(text.remove, { count: members })}</label>
<label class="tick"><input type="checkbox" name="remove-guests">${text.removeGuests}</label>`
  const revoking = html`<p>${text.revokeHint}</p>
${head.moderates ? removal : undefined}
<button class="primary">${text.revoke}</button>`
  return html`${postForm(visit, `${path}/${act}`, html`<p><button class="second">${label}</button></p>`)}
${way({ name: 'revoke', title: text.revoke }, postForm(visit, `${path}/revoke`, revoking))}`
}
