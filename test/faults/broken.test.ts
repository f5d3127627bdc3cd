import t, { type Test } from 'tap'
import { chance } from '../random/chance.js'
import type { Case } from './case.js'
import { playOn } from './play.js'
import { refusesBoth } from './refused.js'
import type { RigOptions } from './rig.js'
import { openStage, type Stage } from './stage.js'
import { until } from './until.js'

/*
 * What the fault suite looks for is broken on purpose, in the tested process and not in the product: the suite must
 * find it.
 */

/** In milliseconds: how long is waited for what never comes. */
const SHORT = 3000

async function opened(t: Test, options: Omit<RigOptions, 'on'> = {}): Promise<Stage> {
  const stage = await openStage({ on: 'dev', chance: chance(1), ...options })
  if ('skip' in stage) throw new Error(stage.skip)
  t.teardown(() => stage.close())
  return stage
}

/** Something of this kind is asked for from now on, and acknowledged. */
async function goesOn({ ledger }: Stage, kind: 'message' | 'join'): Promise<void> {
  const since = performance.now()
  const { asked, acknowledged } = ledger.count(kind, '')
  const isNew = () => ledger.acknowledgedKeys(kind, since).length > asked - acknowledged
  await until(isNew, { what: `a ${kind} is acknowledged` })
}

/** For a while everything is answered as if it had been stored; then the component is killed. */
function forgetful(stage: Stage): Case {
  const { component } = stage.rig
  return {
    name: 'forgetful',
    says: 'a store that pretends',
    isServerTrusted: true,
    async strike() {
      await component.sabotage({ clock: 0, syncFails: false, forgets: true })
      await Promise.all([goesOn(stage, 'message'), goesOn(stage, 'join')])
      await component.endBy('SIGKILL')
      await component.start()
    },
  }
}

t.test('what was acknowledged and not stored is found to be lost', async t => {
  const stage = await opened(t, { sabotaged: true })
  const hasty = { ...stage, inspect: (since: number) => stage.inspect(since, SHORT) }
  const { lost } = await playOn(hasty, forgetful(stage), { runs: 1, seed: 1 })
  const kinds = lost.map(sentence => sentence.split(' ')[0])
  t.ok(kinds.includes('message'), 'messages')
  t.ok(kinds.includes('join') || kinds.includes('room'), 'what was done over REST')
})

t.test('a component that goes on as if nothing were the matter does not pass for one that refuses', async t => {
  const { rig } = await opened(t)
  await t.rejects(refusesBoth(rig, 1000), /a (request|stanza) is refused/)
})
