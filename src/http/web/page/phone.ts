import { html, type Insertable } from '../html.js'
import { qrCode } from '../qr-code.js'
import type { LinkView } from './link-view.js'

/** The link as a QR code, for a visitor who is not on a phone: the camera of the phone opens this page there. */
export function phoneWay({ visit, invitation }: LinkView): Insertable {
  const { title, text, picture } = visit.texts.phone
  const code = visit.device.isPhone ? undefined : qrCode(`${visit.site.publicUrl}/${invitation.openInviteId}`, picture)
  return (
    code &&
    html`<section class="phone" aria-labelledby="by-phone">
<div>
<h2 id="by-phone">${title}</h2>
<p>${text}</p>
</div>
${code}
</section>`
  )
}
