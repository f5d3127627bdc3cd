import t, { type Test } from 'tap'
import { guestUpkeep } from '../../src/app/guest-upkeep.js'
import type { OpenInvite } from '../../src/invites/open-invite.js'
import { tick } from '../../src/muc/lifecycle.js'
import { createService } from '../../src/service/service.js'
import { parseElement } from '../../src/stanza/element.js'
import { serviceCapabilities } from '../../src/state/capabilities.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { createRouter } from '../../src/xmpp/router.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { failing, REQUESTED } from '../scenario/failing-store.js'
import { limitsOf, roomsSettings } from '../settings.js'
import { chance } from './chance.js'
import { keptAndFresh } from './kept.js'
import { randomLinkRequest } from './links.js'
import { memoryAndDisk } from './memory-and-disk.js'
import { ADMIN, GUEST, LINK, ROOMS, randomStanza, USERS } from './random-stanza.js'

/** For a longer search: STEPS=5000 SEEDS=4,5,6 TAP_TIMEOUT=0 node dist/test/random/rooms.test.js */
const { STEPS = '250', SEEDS = '1,2,3' } = process.env
const LONGEST_WAIT = 60_000
const all = serviceCapabilities('1')
const settings = {
  ...roomsSettings({ maxMembers: 5, admins: [ADMIN], defaults: { persistent: true, historyLength: 3 } }),
  maxOwned: 2,
}

/** A service with its store; `faults` are the reported faults except the injected commit failures. */
function createHarness(t: Test) {
  const store = failing(openSqliteStore(':memory:'))
  t.teardown(() => store.close())
  const faults: unknown[] = []
  let ids = 0
  let at = 1_700_000_000_000
  const service = createService({
    store: sceneStore(store),
    rooms: settings,
    capabilities: all,
    write: () => undefined,
    now: () => {
      at += LONGEST_WAIT
      return at
    },
    newId: () => (++ids).toString(16).padStart(12, '0').padEnd(32, '0'),
    onFault: fault => {
      if (!String(fault).includes(REQUESTED)) faults.push(fault)
    },
  })
  return { store, service, faults, route: createRouter(service, all, limitsOf()) }
}

/** The links that admitted more users than `maxUses` since `before`. */
function overdrawn(links: readonly OpenInvite[], before: readonly OpenInvite[]): OpenInvite[] {
  return links.filter(({ linkId, uses, terms: { maxUses } }) => {
    const was = before.find(link => link.linkId === linkId)
    return maxUses > 0 && uses > maxUses && was?.terms.maxUses === maxUses && uses > was.uses
  })
}

for (const seed of SEEDS.split(',').map(Number)) {
  t.test(
    `memory equals the store and nothing kept is outdated after any stanzas and failed commits (seed ${seed})`,
    async t => {
      const { store, service, faults, route } = createHarness(t)
      const by = chance(seed)
      let links: OpenInvite[] = []
      let guests: string[] = []
      const upkeep = guestUpkeep(service, { now: () => 1_700_000_000_000 + LONGEST_WAIT * 1000, enabled: true })
      for (let step = 0; step < Number(STEPS); step++) {
        if (by.some(0.15)) store.failNextCommit()
        const link = () => links[by.below(links.length)]?.id ?? 'f'.repeat(32)
        const guest = () => guests[by.below(guests.length)] ?? 'guest-ffffffffffffffff@rooms.localhost'
        const said = Array.from({ length: 1 + by.below(6) }, () =>
          randomStanza(by).replace(LINK, link).replaceAll(GUEST, guest),
        )
        for (const text of said) route(parseElement(text))
        for (let left = by.below(4); left > 0; left--) randomLinkRequest(service, by, links).catch(() => undefined)
        if (by.some(0.05)) service.run({}, tick).catch(() => undefined)
        if (by.some(0.05)) upkeep().catch(() => undefined)
        await service.idle()
        const compared = await memoryAndDisk(service, store, { jids: ROOMS, creators: USERS })
        const tooMany = overdrawn(compared.links, links)
        if (tooMany.length > 0) return t.same(tooMany, [], said.join('\n'))
        links = compared.links
        guests = compared.guests
        const { kept, fresh } = await service.run({}, turn => keptAndFresh(turn, ROOMS))
        if (kept.join() !== fresh.join())
          return t.same(kept, fresh, `what is kept is outdated after:\n${said.join('\n')}`)
        const { memory: here, disk: there } = compared
        if (JSON.stringify(here) !== JSON.stringify(there) || faults.length > 0) {
          t.same(here, there, said.join('\n'))
          t.same(faults, [], said.join('\n'))
          return t.fail('memory and the store differ, or a fault was reported')
        }
      }
      t.pass(`${STEPS} steps`)
    },
  )
}
