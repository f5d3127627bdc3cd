import { Gone } from '../../stanza/error.js'
import { domainOf, localOf } from '../../stanza/jid.js'
import type { Context } from '../context.js'
import type { Room } from '../model/room.js'
import type { Tombstone } from '../model/tombstone.js'

const DAY = 24 * 3600 * 1000

/** Leaves a tombstone of a persistent room that is destroyed now, for `settings.tombstones` days (our own decision). */
export function leaveTombstone(
  { batch, tombstones, settings }: Pick<Context, 'batch' | 'settings' | 'tombstones'>,
  room: Room,
  alternate = '',
): void {
  const { jid, config, locked, creator } = room.record
  const days = settings.tombstones
  if (days === 0 || !config.persistent || locked) return
  const isPrivate = config.membersOnly || !config.public || config.password !== ''
  const known = isPrivate ? [...room.affiliations].filter(([, it]) => it.affiliation !== 'outcast') : undefined
  const now = { jid, until: batch.at + days * DAY, alternate, known: known?.map(([user]) => user), creator }
  batch.change({ kind: 'tombstone', jid, at: batch.at, was: tombstones.get(jid), now })
}

/** The tombstone at an address (a bare JID), unless it has expired. */
function tombstoneAt(
  { batch, tombstones }: Pick<Context, 'batch' | 'settings' | 'tombstones'>,
  jid: string,
): Tombstone | undefined {
  const tombstone = tombstones.get(jid)
  return tombstone && tombstone.until > batch.at ? tombstone : undefined
}

/** Throws `gone`, with the alternate room, if a tombstone is at `jid` and the user (a bare JID) may know of it. */
export function refuseGone(
  context: Pick<Context, 'batch' | 'settings' | 'tombstones'>,
  jid: string,
  user: string,
): void {
  const tombstone = tombstoneAt(context, jid)
  if (tombstone && mayKnow(tombstone, user)) throw goneError(tombstone)
}

/**
 * Throws `gone` if a tombstone is at `jid`: the members of the destroyed room would enter the new one by mistake. An
 * admin of the service may reuse the address, which removes the tombstone.
 */
export function clearTombstone(
  context: Pick<Context, 'batch' | 'settings' | 'tombstones'>,
  jid: string,
  creator: string,
): void {
  const { batch, tombstones, settings } = context
  const tombstone = tombstoneAt(context, jid)
  if (tombstone && !settings.admins.has(creator)) {
    throw mayKnow(tombstone, creator) ? goneError(tombstone) : new Gone('This address is not free yet.')
  }
  const was = tombstones.get(jid)
  if (was) batch.change({ kind: 'tombstone', jid, at: batch.at, was, now: undefined })
}

function mayKnow({ known }: Tombstone, user: string): boolean {
  return known?.includes(user) ?? true
}

function goneError({ alternate }: Tombstone): Gone {
  if (alternate === '') return new Gone('This room has been destroyed.')
  return new Gone(`This room has been destroyed; go to ${alternate} instead.`, joinUri(alternate))
}

/** An XMPP URI (RFC 5122 §2.2), with the reserved characters percent-encoded. */
function joinUri(room: string): string {
  return `xmpp:${encodeURIComponent(localOf(room))}@${encodeURI(domainOf(room))}?join`
}
