import { html, type Insertable } from './html.js'
import { page } from './page.js'

/** The page after an invitation was sent to `address`. It is the same whether the address exists or not. */
export function sentPage(address: string): string {
  return page({
    title: 'Look into your chat app',
    description: 'An invitation is on its way.',
    main: html`
<p class="over">An invitation is on its way</p>
<h1>Look into your chat app</h1>
<p>It was sent to <bdi>${address}</bdi>. Accept it there, and you are in: you need no password. It is good for one day.</p>
<p>If nothing arrives within a minute, check the address, or open the link again and choose another way.</p>`,
  })
}

/** The page for an address that cannot be invited; `reason` is a sentence. */
export function wrongAddressPage(reason: string, openInviteId: string): string {
  return problem('This address does not work', html`<p>${reason}</p>`, openInviteId)
}

/** The page for a link that lets no new people in now; `reason` is a sentence. */
export function closedPage(reason: string, openInviteId: string): string {
  return problem('The invitation was not sent', html`<p>${reason}</p>`, openInviteId)
}

function problem(title: string, what: Insertable, openInviteId: string): string {
  return page({
    title,
    description: 'No invitation was sent.',
    main: html`
<p class="over">No invitation was sent</p>
<h1>${title}</h1>
${what}
<p><a href="/${openInviteId}" rel="nofollow">Back to the link</a></p>`,
  })
}
