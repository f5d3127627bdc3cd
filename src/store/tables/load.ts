import type { OpenInvite } from '../../invites/open-invite.js'
import type { AffiliationEntry } from '../../muc/model/affiliation.js'
import type { Room, RoomMaps, RoomRecord } from '../../muc/model/room.js'
import type { Loaded, Wanted } from '../store.js'
import { merged } from './merged.js'
import { pause, type Reading, together } from './statement.js'
import type { Tables } from './tables.js'

type MapReaders = { readonly [Kind in keyof RoomMaps]: (room: string) => Reading<Map<string, RoomMaps[Kind]>> }
type MapsOfRoom = (room: string) => Reading<Room['maps']>

/** Describes how to read the wanted rooms, each once, with their open invites, and the wanted open invites without a room. */
export function loadFrom(tables: Tables): (wanted: Wanted) => Reading<Loaded> {
  const mapsOf = mapsFrom(merged(tables, 'maps'))
  return wanted => load(tables, mapsOf, wanted)
}

/** Makes the function that reads the maps of a room (a bare JID). */
export function mapsFrom(readers: MapReaders): MapsOfRoom {
  const isKind = (name: string): name is keyof RoomMaps => name in readers
  const kinds = Object.keys(readers).filter(isKind)
  return function* maps(room) {
    const read = yield* together(kinds.map(kind => readers[kind](room)))
    return Object.fromEntries(kinds.map((kind, n) => [kind, read[n]])) as Room['maps']
  }
}

function* load(tables: Tables, mapsOf: MapsOfRoom, wanted: Wanted): Reading<Loaded> {
  const invites = (yield* together(wanted.openInviteIds.map(id => tables.openInvites.byId(id, wanted.at)))).filter(
    isThere,
  )
  const ids = [...wanted.roomIds, ...invites.map(invite => invite.roomId)]
  const records = yield* together([...wanted.jids.map(tables.rooms.byJid), ...ids.map(tables.rooms.byId)])
  const found = new Map(records.filter(isThere).map(record => [record.jid, record]))
  const rooms = yield* together([...found.values()].map(record => loadRoom(tables, mapsOf, record)))
  const ofRooms = rooms.flatMap(({ openInvites }) => openInvites)
  const byId = new Map<string, OpenInvite>([...invites, ...ofRooms].map(invite => [invite.id, invite]))
  const ended = wanted.jids.filter(jid => !found.has(jid))
  const tombstones = yield* together(ended.map(tables.tombstones.byJid))
  const owned = yield* together(wanted.creators.map(tables.rooms.ownedBy))
  return {
    tombstones: tombstones.filter(isThere),
    rooms: rooms.map(({ room }) => room),
    openInvites: [...byId.values()],
    owned: new Map(wanted.creators.map((creator, n) => [creator, owned[n] ?? 0])),
  }
}

/** A room and its open invites. */
function* loadRoom(
  tables: Tables,
  mapsOf: MapsOfRoom,
  record: RoomRecord,
): Reading<{ room: Room; openInvites: OpenInvite[] }> {
  // Some rooms have a thousand times as many rows as others.
  yield* pause()
  const { jid, id, config } = record
  const [
    affiliations,
    occupants,
    maps,
    affiliationVersion,
    activity,
    subject,
    messageCounts,
    history,
    photoHashes,
    openInvites,
  ] = yield* together([
    tables.affiliations.ofRoom(jid),
    tables.occupants.ofRoom(jid),
    mapsOf(jid),
    tables.affiliationVersions.latest(jid),
    tables.activity.ofRoom(jid),
    tables.subjects.ofRoom(jid),
    tables.messageCounts.ofRoom(jid),
    tables.history.latest(jid, config.historyLength),
    tables.vcards.photoHashes(jid),
    tables.openInvites.ofRoom(id),
  ])
  const room: Room = {
    record,
    affiliations,
    byAffiliation: { owner: usersWith(affiliations, 'owner'), admin: usersWith(affiliations, 'admin') },
    members: [...affiliations.values()].filter(isMember).length,
    reservedNicks: new Map(
      [...affiliations].filter(([, { nick }]) => nick !== '').map(([user, { nick }]) => [nick, user]),
    ),
    maps,
    affiliationVersion,
    activity,
    occupants,
    byRole: new Map(),
    byUser: new Map(),
    nicks: new Map([...occupants.values()].flatMap(({ nick, sessions }) => sessions.map(({ jid }) => [jid, nick]))),
    subject,
    messageCounts,
    history,
    photoHashes,
    admins: new Set(),
  }
  return { room, openInvites }
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
