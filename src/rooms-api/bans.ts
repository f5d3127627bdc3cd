import type { Context } from '../muc/context.js'
import type { AffiliationEntry } from '../muc/model/affiliation.js'
import type { Actor } from '../muc/model/affiliation-setting.js'
import type { Room } from '../muc/model/room.js'
import { admittedRole } from '../muc/operations/admitted-role.js'
import { refuseAffiliationChange, refuseNonAdmin } from '../muc/operations/affiliation-rules.js'
import { refuseOwnerless, setAffiliation } from '../muc/operations/set-affiliation.js'
import { StanzaError } from '../stanza/error.js'
import { domainOf } from '../stanza/jid.js'
import { Refusal } from './refusal.js'

/** A ban: the bare JID of a person or a domain, since when (milliseconds since 1970) and why. */
export type Ban = { readonly banned: string } & Pick<AffiliationEntry, 'reason' | 'since'>

/** The bans of a room, oldest first, for its admins and owners (XEP-0045 §9.2). `by` is a bare JID. */
export function listBans(room: Room, by: string): Ban[] {
  refuseNonAdmin(room, by)
  const bans = [...room.affiliations].filter(([, { affiliation }]) => affiliation === 'outcast')
  return bans.map(([banned, { reason, since }]) => ({ banned, reason, since })).sort((a, b) => a.since - b.since)
}

/** The page of the look-up `bans`, and the number of all bans, for the same people. */
export function foundBans({ found }: Context, room: Room, by: string): { bans: readonly Ban[]; total: number } {
  refuseNonAdmin(room, by)
  return { bans: found.bans ?? [], total: room.affiliations.size - room.members }
}

/**
 * Bans a person (a bare JID) or a domain as an admin does over XMPP (XEP-0045 §9.1): the occupants see the removal with
 * 301. A ban with the same reason changes nothing. `by` is a bare JID. Throws `forbidden`, `not-allowed` or `conflict`
 * as XMPP does, and `not-acceptable` for the address of a room.
 */
export function ban(
  context: Context,
  room: Room,
  { banned: user, by, reason }: { banned: string; by: string; reason: string },
): Ban {
  const { settings, batch } = context
  refuseAffiliationChange(room, { actor: by, user, affiliation: 'outcast' })
  const isOfRoom = domainOf(user) === settings.domain && admittedRole({ ...context, room }, user) === undefined
  if (isOfRoom) throw new StanzaError('not-acceptable', `${user} is a room, not a person.`)
  const was = room.affiliations.get(user)
  if (was?.affiliation === 'outcast' && was.reason === reason) return { banned: user, ...was }
  setAffiliation({ ...context, room }, { user, affiliation: 'outcast', reason, actor: actorIn(room, by) })
  refuseOwnerless(room)
  return { banned: user, reason, since: batch.at }
}

/** Lifts a ban (XEP-0045 §9.2). `by` is a bare JID. Throws `forbidden`, or `unknown-user` if there is no such ban. */
export function unban(context: Context, room: Room, { banned: user, by }: { banned: string; by: string }): void {
  refuseNonAdmin(room, by)
  if (room.affiliations.get(user)?.affiliation !== 'outcast') {
    throw new Refusal('unknown-user', `${user} is not banned from this room.`)
  }
  setAffiliation({ ...context, room }, { user, affiliation: 'none', actor: actorIn(room, by) })
}

/** Lifts one ban of a list, so that a repeat is no error: `absent` is what is not banned. Throws `forbidden`. */
export function unbanOfMany(context: Context, room: Room, lifted: { banned: string; by: string }): 'lifted' | 'absent' {
  refuseNonAdmin(room, lifted.by)
  if (room.affiliations.get(lifted.banned)?.affiliation !== 'outcast') return 'absent'
  unban(context, room, lifted)
  return 'lifted'
}

/** The person who acts (a bare JID), as the occupants may see them; undefined if they are not in the room. */
function actorIn({ occupants }: Room, user: string): Actor | undefined {
  for (const occupant of occupants.values()) if (occupant.user === user) return { nick: occupant.nick }
  return undefined
}
