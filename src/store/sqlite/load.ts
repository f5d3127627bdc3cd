import type { OpenInvite } from '../../invites/open-invite.js'
import type { AffiliationEntry } from '../../muc/model/affiliation.js'
import type { Room, RoomMaps, RoomRecord } from '../../muc/model/room.js'
import type { Loaded, Wanted } from '../store.js'
import { merged } from './merged.js'
import { ReadingTurns } from './reading-turns.js'
import type { Tables } from './tables.js'

type MapReaders = { readonly [Kind in keyof RoomMaps]: (room: string) => Map<string, RoomMaps[Kind]> }
type MapsOfRoom = (room: string) => Room['maps']

/** Reads the wanted rooms, each once, with their open invites, and the wanted open invites that have no room. */
export function loadFrom(tables: Tables): (wanted: Wanted) => Promise<Loaded> {
  const mapsOf = mapsFrom(merged(tables, 'maps'))
  return wanted => load(tables, mapsOf, wanted)
}

/** Makes the function that reads the maps of a room (a bare JID). */
export function mapsFrom(readers: MapReaders): MapsOfRoom {
  const isKind = (name: string): name is keyof RoomMaps => name in readers
  const kinds = Object.keys(readers).filter(isKind)
  return room => Object.fromEntries(kinds.map(kind => [kind, readers[kind](room)]))
}

async function load(tables: Tables, mapsOf: MapsOfRoom, wanted: Wanted): Promise<Loaded> {
  const invites = wanted.openInviteIds.map(id => tables.openInvites.byId(id, wanted.at)).filter(isThere)
  const records = [
    ...wanted.jids.map(jid => tables.rooms.byJid(jid)),
    ...[...wanted.roomIds, ...invites.map(invite => invite.roomId)].map(id => tables.rooms.byId(id)),
  ].filter(isThere)
  const rooms = new Map(records.map(record => [record.jid, record]))
  const byId = new Map<string, OpenInvite>(invites.map(invite => [invite.id, invite]))
  const [loaded, turns]: [Room[], ReadingTurns] = [[], new ReadingTurns()]
  for (const record of rooms.values()) {
    await turns.next()
    loaded.push(loadRoom(tables, record, mapsOf(record.jid)))
    for (const invite of tables.openInvites.ofRoom(record.id)) byId.set(invite.id, invite)
  }
  const tombstones = wanted.jids.filter(jid => !rooms.has(jid)).map(jid => tables.tombstones.byJid(jid))
  return {
    tombstones: tombstones.filter(isThere),
    rooms: loaded,
    openInvites: [...byId.values()],
    owned: new Map(wanted.creators.map(creator => [creator, tables.rooms.ownedBy(creator)])),
  }
}

function loadRoom(tables: Tables, record: RoomRecord, maps: Room['maps']): Room {
  const affiliations = tables.affiliations.ofRoom(record.jid)
  const occupants = tables.occupants.ofRoom(record.jid)
  return {
    record,
    affiliations,
    byAffiliation: { owner: usersWith(affiliations, 'owner'), admin: usersWith(affiliations, 'admin') },
    members: [...affiliations.values()].filter(isMember).length,
    reservedNicks: new Map(
      [...affiliations].filter(([, { nick }]) => nick !== '').map(([user, { nick }]) => [nick, user]),
    ),
    maps,
    affiliationVersion: tables.affiliationVersions.latest(record.jid),
    activity: tables.activity.ofRoom(record.jid),
    occupants,
    byRole: new Map(),
    byUser: new Map(),
    nicks: new Map([...occupants.values()].flatMap(({ nick, sessions }) => sessions.map(({ jid }) => [jid, nick]))),
    subject: tables.subjects.ofRoom(record.jid),
    messageCounts: tables.messageCounts.ofRoom(record.jid),
    history: tables.history.latest(record.jid, record.config.historyLength),
    photoHashes: tables.vcards.photoHashes(record.jid),
    admins: new Set(),
  }
}

function usersWith(
  affiliations: ReadonlyMap<string, AffiliationEntry>,
  wanted: AffiliationEntry['affiliation'],
): Set<string> {
  return new Set([...affiliations].filter(([, { affiliation }]) => affiliation === wanted).map(([user]) => user))
}

function isMember({ affiliation }: AffiliationEntry): boolean {
  return affiliation !== 'outcast'
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined
}
