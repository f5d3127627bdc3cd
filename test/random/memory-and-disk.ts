import type { OpenInvite } from '../../src/invites/open-invite.js'
import type { Room } from '../../src/muc/model/room.js'
import type { State } from '../../src/muc/model/state.js'
import type { Service } from '../../src/service/types.js'
import { isElement } from '../../src/stanza/element.js'
import { createState } from '../../src/state/state.js'
import type { Store } from '../../src/store/store.js'

/** Bare JIDs. */
export type Compared = { readonly jids: readonly string[]; readonly creators: readonly string[] }

/** What memory and the disk know of these rooms and people, as values that are the same where the facts are. */
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
  }
}

function statesOf(
  state: State,
  { jids, owned, people }: { jids: readonly string[]; owned: ReadonlyMap<string, number>; people: readonly string[] },
): unknown {
  const links = linksIn(state, jids).map(plain).map(String).sort()
  return { rooms: jids.map(jid => stateOf(state.rooms.get(jid))), links, owned: people.map(user => owned.get(user)) }
}

/** The links of the rooms that there are. */
function linksIn({ rooms, openInvites }: State, jids: readonly string[]): OpenInvite[] {
  return jids.flatMap(jid => openInvites.ofRoom(rooms.get(jid)?.record.id ?? ''))
}

/** What a room is; a role that nobody has any more is none. */
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

/** As a text that is the same whatever the order in which its parts came. */
function plain(value: unknown): unknown {
  if (isElement(value)) return value.toString()
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Set) return [...value].sort()
  const parts =
    value instanceof Map ? [...value] : typeof value === 'object' && value ? Object.entries(value) : undefined
  return parts ? parts.map(([key, part]) => JSON.stringify([key, plain(part)])).sort() : value
}
