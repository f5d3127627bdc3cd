import type { Affiliation } from './affiliation.js'

/** The admin or moderator who made a change, as the occupants may see them (XEP-0045 §8.2). */
export type Actor = { readonly nick: string }

/** A new affiliation. An interface, so that `state/` can add the fields of the other domains. */
export interface AffiliationSetting {
  /** A bare JID, or a domain for a ban of the whole domain. */
  readonly user: string
  readonly affiliation: Affiliation
  /** The nick to reserve; an empty one frees the reserved nick, undefined leaves it as it is. */
  readonly nick?: string | undefined
  readonly reason?: string | undefined
  /** The member enters without voice; by default with voice. */
  readonly isVisitor?: boolean
  readonly actor?: Actor | undefined
  /** Do not notify the absent person: they asked for the change, or they get an invitation. */
  readonly skipNotification?: boolean
}
