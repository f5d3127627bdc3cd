import { type AffiliationEntry, isAtLeast } from '../operations/set-affiliation.js'
import type {
  ActivitySubscriptionChange,
  AffiliationChange,
  HistoryChange,
  MucChange,
  OccupantChange,
  OneRoomsChange,
  OpenInviteChange,
} from './change.js'
import { type Occupant, sessionsOf } from './occupant.js'
import { addRole, type HistoryMessage, type Room } from './room.js'
import type { Rooms } from './rooms.js'

/** XEP-0502: a day, and the hour that has begun. */
const HOURS_TOLD = 25

/** Brings memory to one side of the change: `now` applies it, `was` reverts it. */
export function setInMemory(rooms: Rooms, change: MucChange, side: 'was' | 'now'): void {
  switch (change.kind) {
    case 'room':
      return setRoom(rooms, { from: side === 'now' ? change.was : change.now, to: change[side] })
    case 'tombstone':
      return setEntry(rooms.tombstones, change.jid, change[side])
    case 'activity-subscription':
      return setSubscription(rooms, change, side)
    case 'open-invite':
      return setOpenInvite(rooms, change, side)
    case 'expiry':
    case 'api-token':
    case 'invite-event':
    case 'invite-expiry':
    case 'sent-invitation':
    case 'user':
      return
    case 'affiliation':
    case 'occupant':
      return setPerson(rooms, change, side)
    default:
      return setInRoom(roomOf(rooms, change), change, side)
  }
}

function roomOf(rooms: Rooms, { kind, room: jid }: OneRoomsChange): Room {
  const room = rooms.get(jid)
  if (!room) throw new Error(`a change of kind ${kind} for a room that is not in memory`)
  return room
}

/** Who belongs to a room and who is in it is counted outside of it too. */
function setPerson(rooms: Rooms, change: AffiliationChange | OccupantChange, side: 'was' | 'now'): void {
  const room = roomOf(rooms, change)
  if (change.kind === 'affiliation') {
    countOwned(rooms, room, -1)
    putAffiliation(room, change.user, change[side])
    countOwned(rooms, room, 1)
  } else {
    setOccupant(room, change.nick, change[side])
    for (const occupant of [change.was, change.now]) if (occupant) rooms.follow(room, sessionsOf(occupant))
    rooms.used(room)
  }
}

type OtherChange = Exclude<OneRoomsChange, AffiliationChange | OccupantChange>

function setInRoom(room: Room, change: OtherChange, side: 'was' | 'now'): void {
  switch (change.kind) {
    case 'record':
      room.record = change[side]
      break
    case 'affiliation-version':
      room.affiliationVersion = change[side]
      break
    case 'activity':
      room.activity = change[side]
      break
    case 'registration':
      return setEntry(room.registrations, change.user, change[side])
    case 'user-status':
      return setEntry(room.statuses, change.user, change[side])
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
      return setEntry(room.hats, change.uri, change[side])
    case 'wearer':
      return setEntry(room.wearers, change.user, change[side])
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

function setSubscription(rooms: Rooms, { was, now }: ActivitySubscriptionChange, side: 'was' | 'now'): void {
  const [from, to] = side === 'now' ? [was, now] : [now, was]
  if (from) rooms.activitySubscriptions.remove(from)
  if (to) rooms.activitySubscriptions.put(to)
}

function setOpenInvite({ openInvites }: Rooms, { was, now }: OpenInviteChange, side: 'was' | 'now'): void {
  const [from, to] = side === 'now' ? [was, now] : [now, was]
  if (from) openInvites.remove(from)
  if (to) openInvites.put(to)
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
