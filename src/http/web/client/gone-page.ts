import { html } from '../html.js'
import { messagePage } from '../message-page.js'
import type { LinkVisit } from './waiting-page.js'

/** The page of a guest who has ended. `hasAsked`: the guest waited until now for a moderator to let them in. */
export function gonePage({ visit, openInviteId }: LinkVisit, hasAsked: boolean): string {
  const { goneTitle, gone, declinedTitle, declined } = visit.texts.room
  return messagePage(visit, {
    title: hasAsked ? declinedTitle : goneTitle,
    content: html`<p>${hasAsked ? declined : gone}</p>`,
    backTo: `${visit.site.base}/${openInviteId}`,
  })
}
