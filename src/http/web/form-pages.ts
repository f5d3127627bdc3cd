import { html } from './html.js'
import { page } from './page.js'

/** The page for a form that a page of another site has sent. */
export function refusedFormPage(): string {
  return page({
    title: 'This form came from another site',
    description: 'Only the pages of this site may send its forms.',
    main: html`
<p class="over">Nothing was done</p>
<h1>This form came from another site</h1>
<p>Open the link to the group chat itself, and fill in the form that you find there.</p>`,
  })
}
