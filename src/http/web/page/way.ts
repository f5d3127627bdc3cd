import { html, type Insertable } from '../html.js'

/** A further way in, which opens by a click, also without scripts. */
export function way(
  { name, title, isOpen = false }: { name: string; title: Insertable; isOpen?: boolean },
  content: Insertable,
): Insertable {
  return html`<details class="way" id="${name}"${isOpen ? html` open` : undefined}>
<summary><h2>${title}</h2></summary>
<div class="inside">${content}</div>
</details>`
}
