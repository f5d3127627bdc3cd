import type { Context } from '../muc/context.js'

/** In milliseconds. */
const DAY = 24 * 60 * 60 * 1000

/**
 * Notes that a person (a bare JID) has made a request with a client of the Rainbow family. Writes once a day per
 * person, and only if `http.news` is `clients`.
 */
export function noteFamilyClient({ batch, familyClients, settings }: Context, user: string): void {
  if (settings.news !== 'clients') return
  const was = familyClients.notedAt(user)
  if (was !== undefined && batch.at < was + DAY) return
  batch.change({ kind: 'family-client', user, was, now: batch.at })
}
