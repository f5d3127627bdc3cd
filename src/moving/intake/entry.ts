import type { Guest } from '../../guests/guest.js'
import { isGuestAddress } from '../../guests/guest-address.js'
import type { Vouched } from '../../invites/vouch/vouched.js'
import type { Hat } from '../../muc/model/hat.js'
import { mapOf, type RegistrationRequest, type Room, type RoomMaps } from '../../muc/model/room.js'
import type { StoredUserStatus } from '../../rooms-api/stored-user-status.js'
import { StanzaError } from '../../stanza/error.js'
import { prepareNick } from '../../stanza/jid.js'
import type { RecordOf } from '../record.js'
import type { Addresses } from './addresses.js'
import { reserveName, roomOf, type Taking } from './taking.js'

/** How many entries of a kind a room has at most; those of which the features keep fewer have their number. */
const MOST = 10_000
const MOST_OF: { readonly [Kind in keyof RoomMaps]?: number } = { hat: 100, wearer: 1000, registration: 100 }

type Entry<Kind extends keyof RoomMaps> = { readonly room: Room; readonly key: string; readonly value: RoomMaps[Kind] }

/** An entry of one of the maps of a room. Throws a StanzaError if it contradicts what the room has, or is one too many. */
export function takeEntry(taking: Taking, record: RecordOf<'entry'>): void {
  const room = roomOf(taking, record.room)
  // The schema of the records has checked the value of this kind.
  const value = record.value as RoomMaps[keyof RoomMaps]
  put(taking, record.entry, { room, key: keyOf(taking.addresses, record), value })
}

function put<Kind extends keyof RoomMaps>(taking: Taking, kind: Kind, entry: Entry<Kind>): void {
  const { room, key } = entry
  const was = mapOf(room, kind).get(key)
  const most = MOST_OF[kind] ?? MOST
  if (was === undefined && mapOf(room, kind).size >= most) {
    throw new StanzaError('resource-constraint', `A room has at most ${most} entries of the kind ${kind}.`)
  }
  const fit: Partial<Fits> = FITS
  const now = fit[kind]?.(taking, entry) ?? entry.value
  const change = { kind, room: room.record.jid, key, was, now }
  taking.batch.change(change as Parameters<Taking['batch']['change']>[0])
}

function keyOf(addresses: Addresses, { entry, key }: RecordOf<'entry'>): string {
  if (entry === 'hat' || entry === 'clearing') return key
  if (entry === 'guest' || entry === 'guest-ban' || entry === 'registration') return addresses.anyone(key)
  return addresses.person(key)
}

/** What a kind must fulfil beyond its schema: throws, or gives the value with the addresses of here. */
type Fits = { readonly [Kind in keyof RoomMaps]: (taking: Taking, entry: Entry<Kind>) => RoomMaps[Kind] }

const FITS: Partial<Fits> = {
  hat: fitHat,
  registration: fitRequest,
  'user-status': fitStatus,
  guest: fitGuest,
  vouched: fitVouched,
  clearing: ({ addresses }, { value }) => ({ ...value, by: addresses.anyoneOrNone(value.by) }),
}

function fitHat(_taking: Taking, { key, value }: Entry<'hat'>): Hat {
  if (value.uri === key) return value
  throw contradiction(`The hat ${JSON.stringify(key.slice(0, 100))} has another URI.`)
}

function fitRequest(_taking: Taking, { room, key, value }: Entry<'registration'>): RegistrationRequest {
  if (room.affiliations.has(key)) throw contradiction(`${key} asks to become a member, and has an affiliation.`)
  return { ...value, nick: value.nick === '' ? '' : (prepareNick(value.nick) ?? '') }
}

function fitStatus(_taking: Taking, { room, key, value }: Entry<'user-status'>): StoredUserStatus {
  const affiliation = room.affiliations.get(key)?.affiliation ?? 'outcast'
  if (value.status !== 'invited' || affiliation !== 'outcast') return value
  throw contradiction(`${key} is invited, and is not a member.`)
}

function fitGuest(taking: Taking, { room, key, value }: Entry<'guest'>): Guest {
  const { addresses } = taking
  if (!isGuestAddress(key, addresses.domain)) throw contradiction(`${key} is not the address of a guest.`)
  if (value.state === 'waiting' && !mapOf(room, 'registration').has(key)) {
    throw contradiction(`The guest ${key} waits, and has no request.`)
  }
  reserveName(taking, key, `The guest ${key}`)
  return { ...value, approvedBy: addresses.anyoneOrNone(value.approvedBy) }
}

function fitVouched(_taking: Taking, { room, key, value }: Entry<'vouched'>): Vouched {
  if (room.affiliations.get(key)?.affiliation !== 'outcast') return value
  throw contradiction(`${key} is let in by a link, and is banned.`)
}

function contradiction(text: string): StanzaError {
  return new StanzaError('conflict', text)
}
