import { putOut } from '../guests/end.js'
import type { RoomContext } from '../muc/context.js'
import { mapOf, occupantsOf, type Room } from '../muc/model/room.js'
import { destroyRoom } from '../muc/operations/destroy-room.js'
import { removeOccupant } from '../muc/operations/remove-occupant.js'
import { withdrawRegistration } from '../muc/operations/request-registration.js'
import { setAffiliation } from '../muc/operations/set-affiliation.js'
import { forgetTold } from '../muc/operations/tell-absent-admins.js'
import { isPutOut } from '../rooms-api/room-user-status.js'
import { setUserStatus } from '../rooms-api/set-user-status.js'
import type { Erasure } from './facts.js'

/**
 * Erases what a room has of a person, except messages: the affiliation ends, the clients leave as by themselves, and what
 * names the person as its author names nobody. A ban stays, so does a removal by a moderator, and for a day that admins were
 * told of a request: or the person could have them told again and again. Idempotent.
 */
export function eraseInRoom(context: RoomContext, erasure: Erasure): void {
  const { room, rooms } = context
  const { user } = erasure
  const isThere = () => rooms.get(room.record.jid) === room
  if (isOwnedAloneBy(room, user) && !handOver(context, erasure)) return destroyRoom(context, {})
  endAffiliation(context, user)
  for (const occupant of occupantsOf(room, user)) if (isThere()) removeOccupant(context, { occupant })
  if (!isThere()) return
  putOut(context, { jids: [user] })
  eraseEntries(context, user)
  eraseAuthor(context, erasure)
}

function isOwnedAloneBy({ byAffiliation: { owner } }: Room, user: string): boolean {
  return owner.size === 1 && owner.has(user)
}

/**
 * Makes the admin who is one for the longest time the owner, else such a member. Returns false if the room shall end, or has
 * no other member.
 */
function handOver(context: RoomContext, { user, rooms }: Erasure): boolean {
  const { affiliations, byAffiliation } = context.room
  if (rooms === 'destroy') return false
  const since = (jid: string) => affiliations.get(jid)?.since ?? 0
  const eldest = (jids: readonly string[]) => [...jids].sort((a, b) => since(a) - since(b))[0]
  const members = () => [...affiliations].flatMap(([jid, { affiliation }]) => (affiliation === 'member' ? [jid] : []))
  const heir = eldest([...byAffiliation.admin]) ?? eldest(members().filter(jid => jid !== user))
  if (heir === undefined) return false
  setAffiliation(context, { user: heir, affiliation: 'owner' })
  return true
}

function endAffiliation(context: RoomContext, user: string): void {
  const entry = context.room.affiliations.get(user)
  if (!entry || entry.affiliation === 'outcast') return
  setAffiliation(context, { user, affiliation: 'none', skipNotification: true })
}

/** Deletes the entries whose key is the person. */
function eraseEntries({ batch, room }: RoomContext, user: string): void {
  const own = { room: room.record.jid, key: user, now: undefined }
  withdrawRegistration({ batch, room }, user)
  const asked = mapOf(room, 'voice-request').get(user)
  if (asked !== undefined) batch.change({ kind: 'voice-request', ...own, was: asked })
  forgetTold({ batch, room }, user)
  const vouched = mapOf(room, 'vouched').get(user)
  if (vouched) batch.change({ kind: 'vouched', ...own, was: vouched })
  const hats = mapOf(room, 'wearer').get(user)
  if (hats) batch.change({ kind: 'wearer', ...own, was: hats })
  if (!isPutOut(room, user)) setUserStatus({ batch, room }, user, undefined)
}

/** Erases the name of the person where it stands beside something of the room. */
function eraseAuthor({ batch, room }: RoomContext, { user, messages }: Erasure): void {
  const { record, subject } = room
  const { jid, config } = record
  for (const [key, was] of mapOf(room, 'guest')) {
    // A use by an approval must not become a use by the guest.
    if (was.approvedBy === user) batch.change({ kind: 'guest', room: jid, key, was, now: { ...was, approvedBy: jid } })
  }
  for (const [key, was] of mapOf(room, 'clearing')) {
    if (was.by === user) batch.change({ kind: 'clearing', room: jid, key, was, now: { ...was, by: jid } })
  }
  if (subject?.user === user) {
    const now = { ...subject, user: '', ...(messages === 'tombstones' && { nick: '' }) }
    batch.change({ kind: 'subject', room: jid, was: subject, now })
  }
  const contacts = config.contacts.filter(contact => contact !== user)
  // No person has the address of the room, so it names nobody.
  const creator = record.creator === user ? jid : record.creator
  if (creator === record.creator && contacts.length === config.contacts.length) return
  const now = { ...record, creator, config: { ...config, contacts } }
  batch.change({ kind: 'record', room: jid, was: record, now })
}
