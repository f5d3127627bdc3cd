import t, { type Test } from 'tap'
import { createService } from '../../src/batch-service.js'
import { openInviteCapabilities } from '../../src/invites/capabilities.js'
import { capabilities } from '../../src/muc/capabilities.js'
import type { OpenInvite } from '../../src/muc/open-invite.js'
import { tick } from '../../src/muc/reception.js'
import type { Room } from '../../src/muc/room.js'
import { Rooms } from '../../src/muc/rooms.js'
import { isElement, parseElement } from '../../src/stanza/element.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { createRouter } from '../../src/xmpp/router.js'
import { failing } from '../scenario/failing-store.js'
import { limitsOf, roomsSettings } from '../settings.js'
import { chance } from './chance.js'
import { acts } from './links.js'
import { ADMIN, LINK, ROOMS, USERS, words } from './words.js'

/** For a longer search: STEPS=5000 SEEDS=4,5,6 TAP_TIMEOUT=0 node dist/test/random/rooms.test.js */
const { STEPS = '250', SEEDS = '1,2,3' } = process.env
const LONGEST_WAIT = 60_000
const all = capabilities('1', openInviteCapabilities())
const settings = {
  ...roomsSettings({ maxMembers: 5, admins: [ADMIN], defaults: { persistent: true, historyLength: 3 } }),
  maxOwned: 2,
}

/** A service and its store, and the faults of which it heard beside commits that were to fail. */
function stand(t: Test) {
  const store = failing(openSqliteStore(':memory:'))
  t.teardown(() => store.close())
  const faults: unknown[] = []
  let ids = 0
  let at = 1_700_000_000_000
  const service = createService({
    store,
    rooms: settings,
    capabilities: all,
    write: () => undefined,
    now: () => {
      at += LONGEST_WAIT
      return at
    },
    newId: () => (++ids).toString(16).padStart(12, '0').padEnd(32, '0'),
    onFault: fault => {
      if (!String(fault).includes('because the scene wants it')) faults.push(fault)
    },
  })
  return { store, service, faults, route: createRouter(service, all, limitsOf()) }
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

/** What a room is; a role that nobody has any more is none. */
function stateOf(room: Room | undefined): unknown {
  if (!room) return undefined
  const byRole = new Map([...room.byRole].filter(([, nicks]) => nicks.size > 0))
  return plain({ ...room, byRole, history: room.history.slice(-room.record.config.historyLength) })
}

function statesOf(rooms: Rooms, owned: ReadonlyMap<string, number>, people: readonly string[]): unknown {
  const links = linksIn(rooms).map(plain).map(String).sort()
  return { rooms: ROOMS.map(jid => stateOf(rooms.get(jid))), links, owned: people.map(user => owned.get(user)) }
}

/** The links of the rooms that there are. */
function linksIn(rooms: Rooms): OpenInvite[] {
  return ROOMS.flatMap(jid => rooms.openInvites.ofRoom(rooms.get(jid)?.record.id ?? ''))
}

/** Those that have let in more people since a time before than they may. */
function overdrawn(links: readonly OpenInvite[], before: readonly OpenInvite[]): OpenInvite[] {
  return links.filter(({ linkId, uses, terms: { maxUses } }) => {
    const was = before.find(link => link.linkId === linkId)
    return maxUses > 0 && uses > maxUses && was?.terms.maxUses === maxUses && uses > was.uses
  })
}

for (const seed of SEEDS.split(',').map(Number)) {
  t.test(`memory is as the store has it, whatever was said and whatever failed (seed ${seed})`, async t => {
    const { store, service, faults, route } = stand(t)
    const by = chance(seed)
    let links: OpenInvite[] = []
    for (let step = 0; step < Number(STEPS); step++) {
      if (by.some(0.15)) store.failNextCommit()
      const link = () => links[by.below(links.length)]?.id ?? 'f'.repeat(32)
      const said = Array.from({ length: 1 + by.below(6) }, () => words(by).replace(LINK, link))
      for (const text of said) route(parseElement(text))
      for (let left = by.below(4); left > 0; left--) acts(service, by, links).catch(() => undefined)
      if (by.some(0.05)) service.run({}, tick).catch(() => undefined)
      await service.idle()
      const memory = await service.run({}, ({ rooms }) => rooms)
      const stored = new Rooms(settings)
      const loaded = await store.load({ jids: ROOMS, roomIds: [], openInviteIds: [], creators: USERS, at: 0 })
      for (const room of loaded.rooms) stored.put(room)
      for (const invite of loaded.openInvites) stored.openInvites.put(invite)
      const tooMany = overdrawn(linksIn(memory), links)
      if (tooMany.length > 0) return t.same(tooMany, [], said.join('\n'))
      links = linksIn(memory)
      const people = [...memory.owned.keys()].filter(user => USERS.includes(user))
      const [here, there] = [statesOf(memory, memory.owned, people), statesOf(stored, loaded.owned, people)]
      if (JSON.stringify(here) !== JSON.stringify(there) || faults.length > 0) {
        t.same(here, there, said.join('\n'))
        t.same(faults, [], said.join('\n'))
        return t.fail('here the search ends')
      }
    }
    t.pass(`${STEPS} steps`)
  })
}
