import type { Affiliation } from './affiliation.js'

/** The versions of a room's affiliations before and after changes (XEP-0463 §5.2): opaque and never reused. */
export type Versions = { readonly since?: string | undefined; readonly until: string }

/** One stored change: the user (a bare JID or a domain) and their affiliation before it. */
export type AffiliationStep = { readonly user: string; readonly before: Affiliation }
