import type { ActivitySubscription } from './activity-subscriptions.js'
import { type Affiliation, type AffiliationEntry, isAtLeast } from './affiliation.js'
import type { Hat } from './hat.js'
import { type Occupant, sessionsOf } from './occupant.js'
import {
  addRole,
  type HistoryMessage,
  type RegistrationRequest,
  type Room,
  type RoomRecord,
  type Subject,
  type Vcard,
} from './room.js'
import type { Rooms } from './rooms.js'
import type { Tombstone } from './tombstone.js'

/** XEP-0502: a day, and the hour that has begun. */
const HOURS_TOLD = 25

type Fact<Kind extends string, Value> = {
  readonly kind: Kind
  readonly was: Value | undefined
  readonly now: Value | undefined
}
/** A fact of the room with this bare JID. */
type RoomFact<Kind extends string, Value> = Fact<Kind, Value> & { readonly room: string }

/** A room is made, or destroyed with all that belongs to it. */
export type RoomChange = Fact<'room', Room> & { readonly jid: string }
/** The room's record is replaced: its configuration, its lock, whether it is archived. */
export type RecordChange = RoomFact<'record', RoomRecord> & { readonly was: RoomRecord; readonly now: RoomRecord }
export type AffiliationChange = RoomFact<'affiliation', AffiliationEntry> & { readonly user: string }
/** The affiliations have another version (XEP-0463), because this user had this affiliation before. */
export type AffiliationVersionChange = {
  readonly kind: 'affiliation-version'
  readonly room: string
  readonly user: string
  readonly before: Affiliation
  readonly was: string
  readonly now: string
}
/** Something has been said, or somebody has left (`room-activity.ts`). */
export type ActivityChange = {
  readonly kind: 'activity'
  readonly room: string
  readonly was: number
  readonly now: number
}
/** A client follows the activity of rooms, or does so no longer. */
export type ActivitySubscriptionChange = Fact<'activity-subscription', ActivitySubscription>
export type OccupantChange = RoomFact<'occupant', Occupant> & { readonly nick: string }
/** Somebody asks to be registered, or the request is answered or withdrawn. */
export type RegistrationChange = RoomFact<'registration', RegistrationRequest> & { readonly user: string }
/** A visitor asks for voice, or it is so long ago that they may again. */
export type VoiceRequestChange = RoomFact<'voice-request', number> & { readonly user: string }
/** One more message was sent in an hour, counted since 1970 (XEP-0502). */
export type MessageCountChange = RoomFact<'message-count', number> & { readonly hour: number; readonly now: number }
export type SubjectChange = RoomFact<'subject', Subject>
/** A message joins what is kept; or one that is kept gives way to its tombstone, by the same id. */
export type HistoryChange = RoomFact<'history', HistoryMessage> & {
  readonly now: HistoryMessage
  /** How many messages of the room are kept with it; 0 is no limit. */
  readonly kept?: number
}
/** What was said before a time is let go, a part of it at each change; memory keeps none of it for long. */
export type ExpiryChange = { readonly kind: 'expiry'; readonly was: undefined; readonly now: number }

/** The room's vCard is replaced or taken away. What it was, memory knows by the hashes alone. */
export type VcardChange = Omit<RoomFact<'vcard', Vcard>, 'was'> & { readonly was: Pick<Vcard, 'photoHashes'> }

export type HatChange = RoomFact<'hat', Hat> & { readonly uri: string }
/** Somebody wears other hats than before. */
export type WearerChange = RoomFact<'wearer', readonly string[]> & { readonly user: string }

/** A destroyed room leaves a tombstone at its address, or the address is free again. */
export type TombstoneChange = Fact<'tombstone', Tombstone> & { readonly jid: string }

/** Every kind of fact that the rooms are made of. */
export type MucChange =
  | RoomChange
  | RecordChange
  | AffiliationChange
  | RegistrationChange
  | VoiceRequestChange
  | OccupantChange
  | SubjectChange
  | HistoryChange
  | MessageCountChange
  | VcardChange
  | HatChange
  | WearerChange
  | TombstoneChange
  | AffiliationVersionChange
  | ActivityChange
  | ActivitySubscriptionChange
  | ExpiryChange

/** Brings memory to one side of the change: `now` applies it, `was` reverts it. */
export function setInMemory(rooms: Rooms, change: MucChange, side: 'was' | 'now'): void {
  if (change.kind === 'room')
    return setRoom(rooms, { from: side === 'now' ? change.was : change.now, to: change[side] })
  if (change.kind === 'tombstone') return setTombstone(rooms, change.jid, change[side])
  if (change.kind === 'activity-subscription') return setSubscription(rooms, change, side)
  if (change.kind === 'expiry') return
  const room = rooms.get(change.room)
  if (!room) throw new Error(`a change of kind ${change.kind} for a room that is not in memory`)
  switch (change.kind) {
    case 'record':
      room.record = change[side]
      break
    case 'affiliation':
      countOwned(rooms, room, -1)
      putAffiliation(room, change.user, change[side])
      return countOwned(rooms, room, 1)
    case 'affiliation-version':
      room.affiliationVersion = change[side]
      break
    case 'activity':
      room.activity = change[side]
      break
    case 'occupant':
      setOccupant(room, change.nick, change[side])
      for (const occupant of [change.was, change.now]) if (occupant) rooms.follow(room, sessionsOf(occupant))
      return rooms.used(room)
    case 'registration':
      return setEntry(room.registrations, change.user, change[side])
    case 'voice-request':
      return setEntry(room.voiceRequests, change.user, change[side])
    case 'subject':
      room.subject = change[side]
      break
    case 'message-count':
      return setMessageCount(room, change.hour, change[side])
    case 'vcard':
      room.photoHashes = change[side]?.photoHashes ?? []
      break
    case 'hat':
      return put(room.hats, change.uri, change[side])
    case 'wearer':
      return put(room.wearers, change.user, change[side])
    case 'history':
      return setHistory(room, change, side)
  }
}

/** What is too old to be told of goes with the first message of a new hour; nobody misses it if that is reverted. */
function setMessageCount({ messageCounts }: Room, hour: number, messages: number | undefined): void {
  if (messages === undefined) messageCounts.delete(hour)
  else messageCounts.set(hour, messages)
  for (const old of messageCounts.keys()) if (old < hour - HOURS_TOLD) messageCounts.delete(old)
}

function setRoom(rooms: Rooms, { from, to }: { from: Room | undefined; to: Room | undefined }): void {
  if (from) rooms.remove(from)
  if (to) rooms.put(to)
  countOwned(rooms, from, -1)
  countOwned(rooms, to, 1)
}

/** Takes the room from what its creator owns, or adds it, where that is counted. */
function countOwned({ owned }: Rooms, room: Room | undefined, step: 1 | -1): void {
  const creator = room?.record.creator ?? ''
  const count = owned.get(creator)
  if (count !== undefined && isCreatorsOwn(room)) owned.set(creator, count + step)
}

function isCreatorsOwn(room: Room | undefined): boolean {
  return room?.affiliations.get(room.record.creator)?.affiliation === 'owner'
}

function setTombstone(rooms: Rooms, jid: string, tombstone: Tombstone | undefined): void {
  if (tombstone) rooms.tombstones.set(jid, tombstone)
  else rooms.tombstones.delete(jid)
}

function put<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) map.delete(key)
  else map.set(key, value)
}

function setSubscription(rooms: Rooms, { was, now }: ActivitySubscriptionChange, side: 'was' | 'now'): void {
  const [from, to] = side === 'now' ? [was, now] : [now, was]
  if (from) rooms.activitySubscriptions.remove(from)
  if (to) rooms.activitySubscriptions.put(to)
}

function putAffiliation(room: Room, user: string, entry: AffiliationEntry | undefined): void {
  const replaced = room.affiliations.get(user)
  room.members += countsAsMember(entry) - countsAsMember(replaced)
  if (replaced) room.reservedNicks.delete(replaced.nick)
  if (entry && entry.nick !== '') room.reservedNicks.set(entry.nick, user)
  setEntry(room.affiliations, user, entry)
}

/** 1 for those whom the limit of members counts. */
function countsAsMember(entry: AffiliationEntry | undefined): number {
  return entry && isAtLeast(entry.affiliation, 'member') ? 1 : 0
}

function setEntry<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) map.delete(key)
  else map.set(key, value)
}

function setOccupant(room: Room, nick: string, occupant: Occupant | undefined): void {
  const was = room.occupants.get(nick)
  for (const session of was?.sessions ?? []) room.nicks.delete(session.jid)
  for (const session of occupant?.sessions ?? []) room.nicks.set(session.jid, nick)
  if (was && was.role !== occupant?.role) room.byRole.get(was.role)?.delete(nick)
  if (occupant) addRole(room, occupant)
  setEntry(room.occupants, nick, occupant)
}

/**
 * Old messages are let go in lots. What the batch has brought, all at the same time, may be taken back: the latest
 * before it are kept until the next batch, so that the history is then as it was.
 */
function setHistory({ history, record }: Room, { was, now }: HistoryChange, side: 'was' | 'now'): void {
  if (!now.shown) return
  if (was) return putInPlace(history, side === 'now' ? now : was)
  if (side === 'was') return void history.pop()
  history.push(now)
  const kept = record.config.historyLength
  if (history.length <= 2 * kept + 1) return
  const before = history.findIndex(({ at }) => at === now.at)
  history.splice(0, Math.max(0, before - kept))
}

/** What is no longer in memory needs no other value there. */
function putInPlace(history: HistoryMessage[], message: HistoryMessage): void {
  const place = history.findIndex(({ id }) => id === message.id)
  if (place >= 0) history[place] = message
}
