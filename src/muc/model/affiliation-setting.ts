import type { Affiliation } from './affiliation.js'

/** Who brought a change about, as far as the occupants may know it. */
export type Actor = { readonly nick: string }

/** What is to be set. An interface: what composes the service adds its own (`state/`). */
export interface AffiliationSetting {
  /** A bare JID; or a domain, to ban all of it. */
  readonly user: string
  readonly affiliation: Affiliation
  /** To reserve with it; an empty one gives up what was reserved. Left out: it stays as it is. */
  readonly nick?: string | undefined
  readonly reason?: string | undefined
  /** A member who enters without voice. Left out: with voice. */
  readonly isVisitor?: boolean
  readonly actor?: Actor | undefined
  /** The person hears of it otherwise: they asked for it themselves, or an invitation tells them. */
  readonly skipNotification?: boolean
}
