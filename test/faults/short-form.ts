import type { Test } from 'tap'
import { chance } from '../random/chance.js'
import { cases } from './cases.js'
import { playOn } from './play.js'
import { openStage } from './stage.js'
import type { ServerName } from './xmpp-server.js'

/** In milliseconds, for all cases together on a machine that has much else to do. */
const LONGEST = 300_000

/** Each case of the fault suite that needs nothing special, once. `npm run faults` does it at length. */
export function shortForm(t: Test, on: ServerName): void {
  t.test(`faults on ${on}: what was acknowledged is there afterwards`, async t => {
    t.setTimeout(LONGEST)
    const seed = Date.now() % 1_000_000
    const stage = await openStage({ on, chance: chance(seed) })
    if ('skip' in stage) return t.plan(0, stage.skip)
    t.teardown(() => stage.close())
    for (const played of cases.filter(({ between }) => between === undefined)) {
      await t.test(played.says, async t => {
        t.setTimeout(LONGEST)
        const { lost, faults, runs, acknowledged } = await playOn(stage, played, { runs: 1, seed })
        t.same({ lost, faults, runs }, { lost: [], faults: [], runs: 1 })
        t.ok(acknowledged > 0, 'and something was')
      })
    }
  })
}
