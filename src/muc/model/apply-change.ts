import { type AffiliationEntry, isAtLeast } from './affiliation.js'
import type {
  ActivitySubscriptionChange,
  AffiliationChange,
  HistoryChange,
  MapChange,
  MucChange,
  OccupantChange,
} from './change.js'
import type { Occupant } from './occupant.js'
import { type HistoryMessage, indexOccupant, mapOf, type Room, type RoomMaps } from './room.js'
import type { State } from './state.js'

/** XEP-0502 §5: a day, and the current hour. */
const HOURS_COUNTED = 25

/** More messages than a batch has (`MAX_STANZAS` of the service): those of another service may all have one time. */
const MOST_IN_BATCH = 6000

/** Whether a change is applied (`now`) or reverted (`was`). */
export type Side = 'was' | 'now'

/** Applies a change to memory (`now`), or reverts it (`was`). */
export function applyMucChange(state: State, change: MucChange, side: Side): void {
  switch (change.kind) {
    case 'room':
      return setRoom(state, { from: side === 'now' ? change.was : change.now, to: change[side] })
    case 'tombstone':
      return setEntry(state.tombstones, change.jid, change[side])
    case 'activity-subscription':
      return setSubscription(state, change, side)
    case 'affiliation':
      return setAffiliation(state, change, side)
    case 'occupant':
      return setOccupant(state, change, side)
    case 'expiry':
    case 'sent-invitation':
      // Only the store has these.
      return
    default:
      return setInRoom(roomOf(state, change), change, side)
  }
}

function roomOf({ rooms }: State, { kind, room: jid }: Extract<MucChange, { readonly room: string }>): Room {
  const room = rooms.get(jid)
  if (!room) throw new Error(`a change of kind ${kind} for a room that is not in memory`)
  return room
}

function setAffiliation(state: State, change: AffiliationChange, side: Side): void {
  const room = roomOf(state, change)
  countOwned(state, room, -1)
  putAffiliation(room, change.user, change[side])
  countOwned(state, room, 1)
}

function setOccupant(state: State, change: OccupantChange, side: Side): void {
  const room = roomOf(state, change)
  const before = room.occupants.get(change.nick)
  putOccupant(room, change.nick, change[side])
  state.rooms.trackOccupant(room, before, change[side])
  state.rooms.touch(room)
}

type InRoom = Exclude<Extract<MucChange, { readonly room: string }>, AffiliationChange | OccupantChange>

function setInRoom(room: Room, change: InRoom, side: Side): void {
  if ('key' in change) return setInMap(room, change, side)
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
    case 'subject':
      room.subject = change[side]
      break
    case 'message-count':
      return setMessageCount(room, change.hour, change[side])
    case 'vcard':
      room.photoHashes = change[side]?.photoHashes ?? []
      break
    case 'history':
      return setHistory(room, change, side)
  }
}

function setInMap<Kind extends keyof RoomMaps>(room: Room, change: MapChange<Kind>, side: Side): void {
  setEntry(mapOf(room, change.kind), change.key, change[side])
}

/** Deletes counts that are too old. A revert does not bring them back: no answer uses them. */
function setMessageCount({ messageCounts }: Room, hour: number, messages: number | undefined): void {
  if (messages === undefined) messageCounts.delete(hour)
  else messageCounts.set(hour, messages)
  for (const old of messageCounts.keys()) if (old < hour - HOURS_COUNTED) messageCounts.delete(old)
}

function setRoom(state: State, { from, to }: { from: Room | undefined; to: Room | undefined }): void {
  if (from) state.rooms.remove(from)
  if (to) state.rooms.put(to)
  countOwned(state, from, -1)
  countOwned(state, to, 1)
}

/** Adds `step` to the number of rooms that the room's creator owns, if that number is in memory. */
function countOwned({ ownedRooms }: State, room: Room | undefined, step: 1 | -1): void {
  const creator = room?.record.creator ?? ''
  const count = ownedRooms.get(creator)
  if (count !== undefined && isCreatorsOwn(room)) ownedRooms.set(creator, count + step)
}

function isCreatorsOwn(room: Room | undefined): boolean {
  return room?.affiliations.get(room.record.creator)?.affiliation === 'owner'
}

function setSubscription({ activitySubscriptions }: State, { was, now }: ActivitySubscriptionChange, side: Side): void {
  const [from, to] = side === 'now' ? [was, now] : [now, was]
  if (from) activitySubscriptions.remove(from)
  if (to && side === 'now') activitySubscriptions.put(to)
  if (to && side === 'was') activitySubscriptions.putBack(to)
}

function putAffiliation(room: Room, user: string, entry: AffiliationEntry | undefined): void {
  const replaced = room.affiliations.get(user)
  room.members += countsAsMember(entry) - countsAsMember(replaced)
  indexAdmin(room, user, entry)
  if (replaced) room.reservedNicks.delete(replaced.nick)
  if (entry && entry.nick !== '') room.reservedNicks.set(entry.nick, user)
  setEntry(room.affiliations, user, entry)
}

function indexAdmin({ byAffiliation }: Room, user: string, entry: AffiliationEntry | undefined): void {
  for (const affiliation of ['owner', 'admin'] as const) {
    if (entry?.affiliation === affiliation) byAffiliation[affiliation].add(user)
    else byAffiliation[affiliation].delete(user)
  }
}

/** 1 if the limit of members counts the entry, else 0. */
function countsAsMember(entry: AffiliationEntry | undefined): number {
  return entry && isAtLeast(entry.affiliation, 'member') ? 1 : 0
}

function setEntry<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) map.delete(key)
  else map.set(key, value)
}

/** Removes a member of the set with this key, and the set if it was the last. */
function removeFrom(sets: Map<string, Set<string>>, key: string, member: string): void {
  const set = sets.get(key)
  set?.delete(member)
  if (set?.size === 0) sets.delete(key)
}

function putOccupant(room: Room, nick: string, occupant: Occupant | undefined): void {
  const was = room.occupants.get(nick)
  for (const session of was?.sessions ?? []) room.nicks.delete(session.jid)
  for (const session of occupant?.sessions ?? []) room.nicks.set(session.jid, nick)
  if (was && was.role !== occupant?.role) room.byRole.get(was.role)?.delete(nick)
  if (was && was.user !== occupant?.user) removeFrom(room.byUser, was.user, nick)
  if (occupant) indexOccupant(room, occupant)
  setEntry(room.occupants, nick, occupant)
}

/**
 * The history is trimmed in chunks, to keep the cost of a message constant. A batch may be reverted: so the latest
 * messages before it stay until the next batch. All messages of a batch have the same time.
 */
function setHistory({ history, record }: Room, { was, now }: HistoryChange, side: Side): void {
  if (!now.shown) return
  if (was) return replaceMessage(history, side === 'now' ? now : was)
  if (side === 'was') return void history.pop()
  history.push(now)
  const kept = record.config.historyLength
  if (history.length <= 2 * kept + 1) return
  const before = Math.max(
    history.findIndex(({ at }) => at === now.at),
    history.length - MOST_IN_BATCH,
  )
  history.splice(0, Math.max(0, before - kept))
}

/** A message that has left memory is not replaced. */
function replaceMessage(history: HistoryMessage[], message: HistoryMessage): void {
  const place = history.findIndex(({ id }) => id === message.id)
  if (place >= 0) history[place] = message
}
