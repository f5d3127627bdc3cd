import type { Test } from 'tap'
import { chance } from '../random/chance.js'
import { type Case, endingCases } from './case.js'
import { playOn } from './play.js'
import { openStage } from './stage.js'
import type { ServerName } from './xmpp-server.js'

/** Each of these cases once, all of them on one stage; without cases, those in which programs end. `npm run faults` does it at length. */
export function shortForm(t: Test, on: ServerName, cases: readonly Case[] = endingCases): void {
  t.test(`faults on ${on}: what was acknowledged is there afterwards`, async t => {
    const seed = Date.now() % 1_000_000
    const between = cases.find(played => played.between)?.between
    const stage = await openStage({
      ...{ on, chance: chance(seed), sabotaged: cases.some(({ sabotaged }) => sabotaged) },
      ...(between && { between }),
    })
    if ('skip' in stage) return t.plan(0, stage.skip)
    t.teardown(() => stage.close())
    for (const played of cases) {
      await t.test(played.says, async t => {
        const { lost, faults, runs, acknowledged } = await playOn(stage, played, { runs: 1, seed })
        t.same({ lost, faults, runs }, { lost: [], faults: [], runs: 1 })
        t.ok(acknowledged > 0, 'and something was')
      })
    }
  })
}
