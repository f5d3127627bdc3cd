import type { Affiliation } from '../../model/affiliation.js'
import type { AffiliationStep } from '../../model/affiliation-versions.js'
import type { Room } from '../../model/room.js'
import { mayList, type Viewer } from '../../operations/affiliation-rules.js'

/** An item of the list: a bare JID, or a banned domain. */
export type AffiliationItem = { readonly jid: string; readonly affiliation: Affiliation }

/** All affiliations that the viewer may see. */
export function wholeList(room: Room, viewer: Viewer): AffiliationItem[] {
  return [...room.affiliations]
    .map(([jid, { affiliation }]) => ({ jid, affiliation: visibleAffiliation(room, viewer, affiliation) }))
    .filter(({ affiliation }) => affiliation !== 'none')
}

/** The visible differences after these steps, one item per person. */
export function difference(room: Room, viewer: Viewer, steps: readonly AffiliationStep[]): AffiliationItem[] {
  const before = new Map<string, Affiliation>()
  for (const step of steps) if (!before.has(step.user)) before.set(step.user, step.before)
  return [...before]
    .map(([jid, was]) => {
      const now = room.affiliations.get(jid)?.affiliation ?? 'none'
      return { jid, was: visibleAffiliation(room, viewer, was), affiliation: visibleAffiliation(room, viewer, now) }
    })
    .filter(({ was, affiliation }) => was !== affiliation)
}

/** The affiliation as the viewer sees it: none if the viewer may not see that list. */
function visibleAffiliation(room: Room, viewer: Viewer, affiliation: Affiliation): Affiliation {
  return mayList(room, viewer, affiliation) ? affiliation : 'none'
}
