import type { AdmissionNow } from '../../invites/admission.js'
import { joinUri } from '../../stanza/join-uri.js'
import { html, type Insertable } from './html.js'
import { page } from './page.js'
import { qrCode } from './qr-code.js'

/** The content of the page of a link. */
export type Invitation = {
  readonly openInviteId: string
  /** The bare JID of the room. */
  readonly room: string
  /** Empty if the room does not publish it, like the two below. */
  readonly name: string
  readonly topic: string
  readonly inviter: string
  readonly entry: AdmissionNow
}

const NOTES: Readonly<Record<AdmissionNow, string | undefined>> = {
  open: undefined,
  approval: 'A moderator decides who gets in. Ask with your client; the answer comes from the room.',
  locked: 'The room is locked: new users cannot join it at the moment. Members still can.',
  full: 'The room is full: new users cannot join it at the moment. Members still can.',
}

/** Bidirectional controls: in a title, where no element isolates them, they affect the text behind it. */
const BIDI_CONTROLS = /[\u202a-\u202e\u2066-\u2069]/g

/** The page of a valid link. */
export function invitationPage(invitation: Invitation): string {
  const { name, topic, inviter, entry } = invitation
  const uri = joinUri(invitation.room, invitation.openInviteId)
  const note = NOTES[entry]
  const title = `Invitation to ${name === '' ? 'a group chat' : name.replaceAll(BIDI_CONTROLS, '')}`
  const main = html`
<p class="over">${inviter === '' ? 'You are invited to' : html`<bdi>${inviter}</bdi> invites you to`}</p>
<h1 dir="auto">${name === '' ? 'a group chat' : name}</h1>
${topic === '' ? undefined : html`<p class="topic" dir="auto">${topic}</p>`}
${note === undefined ? undefined : html`<p class="note" role="note">${note}</p>`}
<a class="join" href="${uri}" rel="nofollow">Open in your XMPP client</a>
${otherWays(invitation, uri)}
${help()}`
  return page({ title, description: topic === '' ? 'Open the link to join the group chat.' : topic, main })
}

/** The one page for all invalid links. It does not reveal the reason. */
export const NO_INVITATION_PAGE: string = page({
  title: 'This invitation is not valid',
  description: 'There is no invitation behind this link.',
  main: html`
<p class="over">Nothing is here</p>
<h1>This invitation is not valid</h1>
<p>It may have ended or been withdrawn, or the link is not complete: the part after the last slash has 32 characters.</p>
<p>Ask the person from whom you have it for a new one.</p>`,
})

/** The page for an IP address that has opened too many links. */
export const TOO_MANY_PAGE: string = page({
  title: 'Please wait a moment',
  description: 'Too many links were opened at once.',
  main: html`
<p class="over">Too many links were opened at once</p>
<h1>Please wait a moment</h1>
<p>Then open the link again.</p>`,
})

function otherWays({ room, openInviteId }: Invitation, uri: string): Insertable {
  const picture = qrCode(uri, 'The same link for the camera of a phone')
  return html`
<section aria-labelledby="by-hand">
<h2 id="by-hand">Nothing happens?</h2>
<p>Then tell your client yourself: join the group chat (some say channel, room or conference) at this address. When it asks
for a password, paste this one, or the link to this page.</p>
<dl>
<dt>Address</dt><dd><code>${room}</code></dd>
<dt>Password</dt><dd><code>${openInviteId}</code></dd>
</dl>
</section>
${
  picture &&
  html`
<section aria-labelledby="by-phone">
<h2 id="by-phone">Your client is on a phone?</h2>
<p>Point its camera at this picture.</p>
${picture}
</section>`
}`
}

function help(): Insertable {
  return html`
<section aria-labelledby="no-client">
<h2 id="no-client">No client yet?</h2>
<p>XMPP is a network like e-mail: you have one address, and choose the app. These are free:</p>
<ul>
<li>Android: <a href="https://conversations.im" rel="noreferrer">Conversations</a></li>
<li>iPhone, iPad and Mac: <a href="https://monal-im.org" rel="noreferrer">Monal</a></li>
<li>Windows and Linux: <a href="https://gajim.org" rel="noreferrer">Gajim</a></li>
<li><a href="https://xmpp.org/software/" rel="noreferrer">All others</a></li>
</ul>
<p>Make an account with it, then open this link again.</p>
</section>`
}
