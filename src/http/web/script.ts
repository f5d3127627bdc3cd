import { createHash } from 'node:crypto'

/**
 * The one script of the pages: it shows the buttons that copy a text, and copies; and it unfolds the password when the
 * visitor goes to the app, which may ask for it. Without it the texts are selected by a click.
 */
export const SCRIPT = `'use strict'
for (const button of document.querySelectorAll('button[data-copies]')) {
  const text = document.getElementById(button.dataset.copies)
  if (!text || !navigator.clipboard) continue
  const label = button.textContent
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text.textContent)
    button.textContent = button.dataset.copied
  })
  button.addEventListener('blur', () => { button.textContent = label })
}
for (const link of document.querySelectorAll('a[data-opens]')) {
  const way = document.getElementById(link.dataset.opens)
  if (way) link.addEventListener('click', () => { way.open = true })
}
`

/** Another content has another path, so that it can be cached. */
export const SCRIPT_PATH = `/page-${createHash('sha256').update(SCRIPT).digest('hex').slice(0, 12)}.js`
