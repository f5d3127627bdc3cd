import type { Affiliation } from '../../model/affiliation.js'
import type { AffiliationStep } from '../../model/affiliation-versions.js'
import type { Room } from '../../model/room.js'
import { mayList, type Viewer } from '../../operations/affiliation-rules.js'

/** A line of the list: a bare JID, or a domain that is banned. */
export type AffiliationItem = { readonly jid: string; readonly affiliation: Affiliation }

/** All that the viewer may see. */
export function wholeList(room: Room, viewer: Viewer): AffiliationItem[] {
  return [...room.affiliations]
    .map(([jid, { affiliation }]) => ({ jid, affiliation: seen(room, viewer, affiliation) }))
    .filter(({ affiliation }) => affiliation !== 'none')
}

/** What the viewer can see to be different after these steps, each person once. */
export function difference(room: Room, viewer: Viewer, steps: readonly AffiliationStep[]): AffiliationItem[] {
  const before = new Map<string, Affiliation>()
  for (const step of steps) if (!before.has(step.user)) before.set(step.user, step.before)
  return [...before]
    .map(([jid, was]) => {
      const now = room.affiliations.get(jid)?.affiliation ?? 'none'
      return { jid, was: seen(room, viewer, was), affiliation: seen(room, viewer, now) }
    })
    .filter(({ was, affiliation }) => was !== affiliation)
}

/** Who is on a list that the viewer may not see has no affiliation, as far as the viewer knows. */
function seen(room: Room, viewer: Viewer, affiliation: Affiliation): Affiliation {
  return mayList(room, viewer, affiliation) ? affiliation : 'none'
}
