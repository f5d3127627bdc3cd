import { fill, html, type Insertable } from '../html.js'
import { field } from './field.js'
import { type LinkView, pathOf } from './link-view.js'

/** The way in with the browser: by a name, or back for a guest whom the browser has kept. */
export function joinForm(view: LinkView): Insertable {
  return view.guest === undefined ? nameForm(view) : backForm(view, view.guest)
}

/** "Your name" and the button by which a guest comes in. */
function nameForm(view: LinkView): Insertable {
  const { visit, invitation, answer } = view
  const { name, hint, button, ask } = visit.texts.join
  const attributes = html`maxlength="64" autocomplete="nickname" enterkeyhint="go"`
  return html`<form class="join" method="post" action="${pathOf(view, 'enter')}"${newTab(view)}>
${field({ form: 'join', name: 'name', label: name, hint, attributes }, answer)}
<button class="primary">${invitation.entry === 'approval' ? ask : button}</button>
</form>`
}

/** The guest goes back under the name of before, or makes room for another person who uses the browser. */
function backForm(view: LinkView, guest: string): Insertable {
  const { back, known, another } = view.visit.texts.join
  return html`<form class="join" method="post" action="${pathOf(view, 'enter')}">
<p class="known">${fill(known, { name: html`<b><bdi>${guest}</bdi></b>` })}</p>
<button class="primary">${back}</button>
</form>
<form class="another" method="post" action="${pathOf(view, 'leave')}"><button class="plain">${another}</button></form>`
}

/** A form in a frame opens the room in a tab of its own, where cookies are ours. */
function newTab({ isEmbedded }: LinkView): Insertable {
  return isEmbedded ? html` target="_blank"` : undefined
}
