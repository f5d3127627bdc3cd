import { fill, html, type Insertable } from '../html.js'
import { faceOf } from '../picture/face.js'
import { type LinkView, linkPath } from './link-view.js'

/** The room: its picture, who invites to it, its name, what it is about, and how many are there. */
export function roomCard({ visit, invitation }: LinkView): Insertable {
  const { name, topic, inviter, present } = invitation
  const { invited, invites, unnamed, present: inRoom } = visit.texts.link
  const over = inviter === '' ? invited : fill(invites, { inviter: html`<bdi>${inviter}</bdi>` })
  return html`<header class="room">
${picture({ visit, invitation })}
<p class="over">${over}</p>
<h1${name === '' ? undefined : html` dir="auto"`}>${name === '' ? unnamed : name}</h1>
${topic === '' ? undefined : html`<p class="topic" dir="auto">${topic}</p>`}
${present ? html`<p class="present">${fill(inRoom, { count: html`<b>${present}</b>` })}</p>` : undefined}
</header>`
}

/** The avatar, or the first letter of the name in one of some colours; our icon if the room shows neither. */
function picture({ visit, invitation }: Pick<LinkView, 'visit' | 'invitation'>): Insertable {
  const { name, hasAvatar } = invitation
  if (hasAvatar)
    return html`<img class="face" src="${linkPath({ visit, invitation })}/picture.png" alt="" width="96" height="96">`
  if (name === '')
    return html`<img class="face" src="${visit.site.base}/apple-touch-icon.png" alt="" width="96" height="96">`
  const { letter, colour } = faceOf(name)
  return html`<span class="face colour-${colour}" aria-hidden="true">${letter}</span>`
}

/** Says that a moderator decides, or that new people cannot join now. */
export function entryNote({ visit, invitation: { entry } }: LinkView): Insertable {
  if (entry === 'open') return undefined
  return html`<p class="note" role="note">${visit.texts.link[entry]}</p>`
}
