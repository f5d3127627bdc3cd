import { html, type Insertable } from '../html.js'
import type { LinkView } from './link-view.js'

/** What messengers and social networks read for the preview of a link (Open Graph), besides title and description. */
export function previewCard({ visit, invitation }: LinkView): Insertable {
  const { publicUrl } = visit.site
  const url = `${publicUrl}/${invitation.openInviteId}`
  return html`<meta property="og:url" content="${url}">
<meta property="og:image" content="${url}/picture.png">
<meta name="twitter:card" content="summary">
`
}
