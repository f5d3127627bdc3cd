import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import type { Case } from './case.js'
import { playCase } from './play.js'
import { refusesBoth } from './refused.js'
import { startRig } from './rig.js'

/*
 * What the fault suite looks for is broken on purpose, in the tested process and not in the product: the suite must
 * find it.
 */

t.setTimeout(300_000)

/** For a while everything is answered as if it had been stored; then the component is killed. */
const forgetful: Case = {
  name: 'forgetful',
  says: 'a store that pretends',
  isServerTrusted: true,
  sabotaged: true,
  async strike({ rig }) {
    await rig.component.sabotage({ clock: 0, syncFails: false, forgets: true })
    await pause(1500)
    await rig.component.endBy('SIGKILL')
    await rig.component.start()
  },
}

t.test('what was acknowledged and not stored is found to be lost', async t => {
  const report = await playCase(forgetful, { on: 'dev', runs: 1, seed: 1 })
  if ('skip' in report) throw new Error(report.skip)
  const kinds = report.lost.map(sentence => sentence.split(' ')[0])
  t.ok(kinds.includes('message'), 'messages')
  t.ok(kinds.includes('join') || kinds.includes('room'), 'what was done over REST')
})

t.test('a component that goes on as if nothing were the matter does not pass for one that refuses', async t => {
  const rig = await startRig({ on: 'dev' })
  if ('skip' in rig) throw new Error(rig.skip)
  t.teardown(() => rig.stop())
  await t.rejects(refusesBoth(rig, 1000), /no (request|stanza) was refused/)
})
