import type { AdmissionNow } from '../../../invites/admission.js'
import type { Insertable } from '../html.js'
import type { Visit } from '../visit.js'

/** What the page of a link shows. */
export type Invitation = {
  readonly openInviteId: string
  /** The bare JID of the room. */
  readonly room: string
  /** Empty if the room does not publish it, like the two below. */
  readonly name: string
  readonly topic: string
  readonly inviter: string
  /** The number of occupants; undefined if the room does not publish it. */
  readonly present: number | undefined
  /** The room has an avatar, and publishes it. */
  readonly hasAvatar: boolean
  readonly entry: AdmissionNow
  readonly ways: Ways
}

/** The ways in that the service offers, besides one's own app. */
export type Ways = {
  /** Guests are let in, in the browser. */
  readonly guests: boolean
  /** The room invites an XMPP address. */
  readonly addresses: boolean
  /** The domain at which an account can be made; undefined if none can. */
  readonly accounts: string | undefined
  /** The domain whose people sign in with the browser, and the WebSocket of its server; undefined if they cannot. */
  readonly signIn: { readonly domain: string; readonly socket: string } | undefined
}

/** The answer to a form of the page that could not be done: what is wrong, and what the visitor had entered. */
export type FormAnswer = {
  readonly form: 'join' | 'address' | 'account'
  /** The name of the field that is wrong. */
  readonly field: string
  readonly problem: Insertable
  readonly entered: string
}

/** All that a part of the page is made of. */
export type LinkView = {
  readonly visit: Visit
  readonly invitation: Invitation
  readonly answer?: FormAnswer | undefined
  /** The name of the guest whom the browser has kept, and who may come back. */
  readonly guest?: string | undefined
  /** The page is in a frame of another site. */
  readonly isEmbedded?: boolean
}

/** The path of a form or a page of the link, in the language of the visit: `/ID/enter?lang=de`. */
export function pathOf({ visit, invitation }: Pick<LinkView, 'visit' | 'invitation'>, name: string): string {
  const { site, query } = visit
  return `${site.base}/${invitation.openInviteId}/${name}${query}`
}

/** The path of the page of a link, without a language. */
export function linkPath({ visit, invitation }: Pick<LinkView, 'visit' | 'invitation'>): string {
  return `${visit.site.base}/${invitation.openInviteId}`
}
