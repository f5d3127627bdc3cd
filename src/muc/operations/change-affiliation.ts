import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Context } from '../context.js'
import type { AffiliationEntry } from '../model/affiliation.js'
import type { Versions } from '../model/affiliation-versions.js'
import type { Room } from '../model/room.js'

/**
 * Changes one affiliation, and the version of the affiliations (XEP-0463). Sends nothing: the caller notifies the room,
 * with the returned versions.
 */
export function changeAffiliation(
  { batch, room }: Pick<Context, 'batch'> & { readonly room: Room },
  change: { user: string; was: AffiliationEntry | undefined; now: AffiliationEntry | undefined },
): Versions {
  const { user, was } = change
  const versions = { since: room.affiliationVersion, until: batch.newId() }
  const { jid } = room.record
  batch.change({ kind: 'affiliation', room: jid, ...change })
  const before = was?.affiliation ?? 'none'
  batch.change({ kind: 'affiliation-version', room: jid, user, before, was: versions.since, now: versions.until })
  return versions
}

/** The element with the versions (XEP-0463 §5.2.2). */
export function versionsElement({ since, until }: Versions): Element {
  return xml('mav', { xmlns: NS.affiliationVersions, since, until })
}
