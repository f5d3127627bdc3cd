import type { Front } from './front.js'
import { guests } from './guests.js'
import { http } from './http.js'
import { bytes } from './xmpp-bytes.js'
import { servers } from './xmpp-servers.js'
import { stanzas } from './xmpp-stanzas.js'

/** The fronts of `npm run fuzz`, by name. */
export const FRONTS: Readonly<Record<string, Front>> = {
  xmpp: { count: 1_000_000, layers: [bytes, stanzas, servers] },
  http,
  guests,
}
