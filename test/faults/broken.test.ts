import t, { type Test } from 'tap'
import { chance } from '../random/chance.js'
import type { Case } from './case.js'
import type { HarnessOptions } from './harness.js'
import { refusesRequestsAndStanzas } from './refusals.js'
import { runCaseOn } from './run-case.js'
import { openStage, type Stage } from './stage.js'
import { until } from './until.js'

/*
 * Breaks on purpose what the fault suite checks, inside the tested process and not in the product: the suite must
 * report it.
 */

/** Milliseconds; long enough for what does arrive when it is going to. */
const SHORT = 3000

async function opened(t: Test, options: Omit<HarnessOptions, 'on'> = {}): Promise<Stage> {
  const stage = await openStage({ on: 'dev', chance: chance(1), ...options })
  if ('skip' in stage) throw new Error(stage.skip)
  t.teardown(() => stage.close())
  return stage
}

/** Resolves when a message or join that starts from now on is acknowledged. */
async function goesOn({ ledger }: Stage, kind: 'message' | 'join'): Promise<void> {
  const since = performance.now()
  const { asked, acknowledged } = ledger.count(kind, '')
  const isNew = () => ledger.acknowledgedKeys(kind, since).length > asked - acknowledged
  await until(isNew, { what: `a ${kind} is acknowledged` })
}

/** The store pretends to commit for a while; then the component is killed. */
function discardingStore(stage: Stage): Case {
  const { component } = stage.harness
  return {
    name: 'discardingStore',
    title: 'a store that discards commits',
    isServerTrusted: true,
    async inject() {
      await component.injectFaults({ clock: 0, syncFails: false, discardsCommits: true })
      await Promise.all([goesOn(stage, 'message'), goesOn(stage, 'join')])
      await component.endBy('SIGKILL')
      await component.start()
    },
  }
}

t.test('an acknowledged fact that was not stored is reported as lost', async t => {
  const stage = await opened(t, { injectable: true })
  const impatient = { ...stage, inspect: (since: number) => stage.inspect(since, SHORT) }
  const { lost } = await runCaseOn(impatient, discardingStore(stage), { runs: 1, seed: 1 })
  const kinds = lost.map(sentence => sentence.split(' ')[0])
  t.ok(kinds.includes('message'), 'messages')
  t.ok(kinds.includes('join') || kinds.includes('room'), 'joins or rooms over REST')
})

t.test('a component that stores and acknowledges does not pass the check for refusals', async t => {
  const { harness } = await opened(t)
  await t.rejects(refusesRequestsAndStanzas(harness, 1000), /a (request|stanza) is refused/)
})
