import type { Affiliation } from './affiliation.js'

/** The versions of a room's affiliations between which something lies (XEP-0463 §5.2): opaque, never used twice. */
export type Versions = { readonly since?: string | undefined; readonly until: string }

/** One change of an affiliation, as it is remembered: whose it was, and what they had before it. */
export type AffiliationStep = { readonly user: string; readonly before: Affiliation }
