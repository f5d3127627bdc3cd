import { html, type Insertable } from '../html.js'
import { field } from './field.js'
import { type LinkView, pathOf } from './link-view.js'

/** "Your name" and the button by which a guest comes in, with the browser. */
export function joinForm(view: LinkView): Insertable {
  const { visit, answer } = view
  const { name, hint, button } = visit.texts.join
  const attributes = html`maxlength="64" autocomplete="nickname" enterkeyhint="go"`
  return html`<form class="join" method="post" action="${pathOf(view, 'enter')}"${newTab(view)}>
${field({ form: 'join', name: 'name', label: name, hint, attributes }, answer)}
<button class="primary">${button}</button>
</form>`
}

/** A form in a frame opens the room in a tab of its own, where cookies are ours. */
function newTab({ isEmbedded }: LinkView): Insertable {
  return isEmbedded ? html` target="_blank"` : undefined
}
