import type { OpenInvite } from '../../src/invites/open-invite.js'
import type { Room } from '../../src/muc/model/room.js'
import type { State } from '../../src/muc/model/state.js'
import type { Service } from '../../src/service/types.js'
import { isElement } from '../../src/stanza/element.js'
import { createState } from '../../src/state/state.js'
import type { Store } from '../../src/store/store.js'

/** Bare JIDs of the rooms and of their creators. */
export type Compared = { readonly jids: readonly string[]; readonly creators: readonly string[] }

/** Reads the state of these rooms and users from memory and from the store, as values that can be compared. */
export async function memoryAndDisk(service: Service, store: Store, { jids, creators }: Compared) {
  const memory: State = await service.run({}, turn => turn)
  const stored = createState(memory.settings)
  const loaded = await store.load({ jids, roomIds: [], openInviteIds: [], creators, at: 0 })
  for (const room of loaded.rooms) stored.rooms.put(room)
  for (const invite of loaded.openInvites) stored.openInvites.put(invite)
  const inMemory = jids.filter(jid => memory.rooms.get(jid))
  const people = [...memory.ownedRooms.keys()].filter(user => creators.includes(user))
  return {
    memory: statesOf(memory, { jids: inMemory, owned: memory.ownedRooms, people }),
    disk: statesOf(stored, { jids: inMemory, owned: loaded.owned, people }),
    links: linksIn(memory, jids),
    guests: jids.flatMap(jid => [...(memory.rooms.get(jid)?.maps.guest?.keys() ?? [])]),
  }
}

function statesOf(
  state: State,
  { jids, owned, people }: { jids: readonly string[]; owned: ReadonlyMap<string, number>; people: readonly string[] },
): unknown {
  const links = linksIn(state, jids).map(plain).map(String).sort()
  return { rooms: jids.map(jid => stateOf(state.rooms.get(jid))), links, owned: people.map(user => owned.get(user)) }
}

/** The links of those rooms that exist. */
function linksIn({ rooms, openInvites }: State, jids: readonly string[]): OpenInvite[] {
  return jids.flatMap(jid => openInvites.ofRoom(rooms.get(jid)?.record.id ?? ''))
}

/** The state of a room, without empty role sets and without history beyond the limit. */
function stateOf(room: Room | undefined): unknown {
  if (!room) return undefined
  const byRole = new Map([...room.byRole].filter(([, nicks]) => nicks.size > 0))
  const maps = Object.entries(room.maps).filter(([, entries]) => entries.size > 0)
  return plain({
    ...room,
    byRole,
    maps: Object.fromEntries(maps),
    history: room.history.slice(-room.record.config.historyLength),
  })
}

/** A form of the value that does not depend on the order of its parts. */
function plain(value: unknown): unknown {
  if (isElement(value)) return value.toString()
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Set) return [...value].sort()
  const parts =
    value instanceof Map ? [...value] : typeof value === 'object' && value ? Object.entries(value) : undefined
  return parts ? parts.map(([key, part]) => JSON.stringify([key, plain(part)])).sort() : value
}
