import type { Context, RoomContext } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import type { Lookup } from '../muc/model/lookup.js'
import { affiliationOf, mapOf, type Room } from '../muc/model/room.js'
import { setAffiliation } from '../muc/operations/set-affiliation.js'
import { Refusal } from '../rooms-api/refusal.js'
import type { ActOnLink } from './link-hooks.js'
import { recordEvent } from './record-event.js'

/** The people whom a batch removes: some 10 ms of work. The others follow in later batches. Our own decision. */
const PORTION = 10

/** Whom a moderator removes: the joiners by a link who are members, and its guests. */
export type Cleared = { readonly members: boolean; readonly guests: boolean }

/** A moderator has removed people of a link, who have not all left yet. */
export type Clearing = Cleared & {
  /** The bare JID of the moderator. */
  readonly by: string
  /** In milliseconds since 1970: people who came later stay. */
  readonly at: number
}

declare module '../muc/model/room.js' {
  interface RoomMaps {
    /** By `linkId`. */
    readonly clearing: Clearing
  }
}

type People = { readonly members: readonly string[]; readonly guests: readonly string[] }

/** The look-up of a clearing to continue with, if there is one. */
export const clearingLookup: Lookup = {
  clearingLeft: true,
  further: ({ found: { clearingLeft } }) => clearingLeft && { load: [clearingLeft.room], joinersOf: clearingLeft.key },
}

/** Whether a guest who came by this link at this time, in milliseconds since 1970, is on the way out. */
export function isLeaving(room: Room, { linkId, madeAt }: { linkId: string; madeAt: number }): boolean {
  const clearing = mapOf(room, 'clearing').get(linkId)
  return clearing?.guests === true && madeAt <= clearing.at
}

/**
 * Removes people of a link from the room: the first at once, the others in later batches, also after a restart. The members
 * need the look-up `joinersOf`; admins and owners stay. Returns the bare JIDs of all. Throws `not-a-moderator` if the person
 * is neither an admin nor an owner.
 */
export function clearLink(act: ActOnLink, cleared: Cleared): People {
  const { batch, room, by, invite } = act
  if (!cleared.members && !cleared.guests) return { members: [], guests: [] }
  if (!isAtLeast(affiliationOf(room, by), 'admin')) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room can remove people who came by a link.')
  }
  const { linkId } = invite
  const asked = { ...cleared, by, at: batch.at }
  const people = peopleOf(act, linkId, asked)
  const left = removeSome(act, { linkId, by, people })
  if (!left.members && !left.guests) return people
  const was = mapOf(room, 'clearing').get(linkId)
  const now = { ...asked, members: left.members || was?.members === true, guests: left.guests || was?.guests === true }
  batch.change({ kind: 'clearing', room: room.record.jid, key: linkId, was, now })
  continueLater(act, linkId)
  return people
}

/** Continues the clearing that the look-up has found: the service ended before its last batch, or could not store it. */
export function continueFoundClearing(context: Context): void {
  const { rooms, found } = context
  const room = found.clearingLeft && rooms.get(found.clearingLeft.room)
  if (room) removeNext({ ...context, room }, found.clearingLeft.key)
}

function continueLater(context: RoomContext, linkId: string): void {
  const { jid } = context.room.record
  context.batch.later({ room: jid, copies: 0 }, batch => {
    const room = context.rooms.get(jid)
    if (room) removeNext({ ...context, batch, room }, linkId)
  })
}

function removeNext(context: RoomContext, linkId: string): void {
  const { batch, room } = context
  const was = mapOf(room, 'clearing').get(linkId)
  if (!was) return
  const left = removeSome(context, { linkId, by: was.by, people: peopleOf(context, linkId, was) })
  // A later act has asked for the members, too, and has looked them up.
  const now = { ...was, ...left, members: left.members || (was.members && !context.found.joinersOf) }
  const goesOn = now.members || now.guests
  batch.change({ kind: 'clearing', room: room.record.jid, key: linkId, was, now: goesOn ? now : undefined })
  if (left.members || left.guests) continueLater(context, linkId)
}

function peopleOf(context: RoomContext, linkId: string, { by, at, ...cleared }: Clearing): People {
  const { room, found, capabilities } = context
  const isMember = (user: string) => {
    const entry = room.affiliations.get(user)
    return user !== by && entry?.affiliation === 'member' && entry.since <= at
  }
  return {
    members: cleared.members ? (found.joinersOf ?? []).filter(isMember) : [],
    guests: cleared.guests
      ? capabilities.flatMap(capability => capability.guestsBy?.(room, { linkId, until: at }) ?? [])
      : [],
  }
}

/** Removes a portion. Returns whether there are others. */
function removeSome(
  context: RoomContext,
  { linkId, by, people }: { linkId: string; by: string; people: People },
): Cleared {
  const { room, capabilities } = context
  const members = people.members.slice(0, PORTION)
  const guests = people.guests.slice(0, PORTION)
  const others = room.record.config.membersOnly ? people.members.slice(PORTION) : []
  const leaving = new Set([...others, ...people.guests.slice(PORTION)])
  for (const user of members) {
    setAffiliation(
      { ...context, leaving },
      { user, affiliation: 'none', reason: 'The link by which you joined was revoked.' },
    )
    recordEvent(context, { linkId, roomId: room.record.id }, { event: 'removed', by, user })
  }
  if (guests.length > 0)
    for (const capability of capabilities) capability.putOutGuests?.({ ...context, leaving }, { guests, by })
  return { members: people.members.length > PORTION, guests: people.guests.length > PORTION }
}
