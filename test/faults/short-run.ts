import type { Test } from 'tap'
import { chance } from '../random/chance.js'
import { type Case, endingCases } from './case.js'
import { runCaseOn } from './run-case.js'
import { openStage } from './stage.js'
import type { ServerName } from './xmpp-server.js'

/** Tests each of the cases once on one stage; by default the cases that end programs. `npm run faults` runs more. */
export function runShort(t: Test, on: ServerName, cases: readonly Case[] = endingCases): void {
  t.test(`faults on ${on}: every acknowledged fact is found afterwards`, async t => {
    const seed = Date.now() % 1_000_000
    const between = cases.find(faultCase => faultCase.between)?.between
    const store = cases.find(faultCase => faultCase.store)?.store
    const stage = await openStage({
      ...{ on, chance: chance(seed), injectable: cases.some(({ injectable }) => injectable) },
      ...(between && { between }),
      ...(store && { store }),
      ...(cases.some(({ isPair }) => isPair) && { isPair: true }),
    })
    if ('skip' in stage) return t.plan(0, stage.skip)
    t.teardown(() => stage.close())
    for (const faultCase of cases) {
      await t.test(faultCase.title, async t => {
        const { lost, faults, runs, acknowledged } = await runCaseOn(stage, faultCase, { runs: 1, seed })
        t.same({ lost, faults, runs }, { lost: [], faults: [], runs: 1 })
        t.ok(acknowledged > 0, 'some facts were acknowledged')
      })
    }
  })
}
