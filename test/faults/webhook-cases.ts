import { setTimeout as pause } from 'node:timers/promises'
import type { Case, CaseContext } from './case.js'
import { until } from './until.js'

const BURST = 10
/** Between the post that has no answer and the kill, in milliseconds. */
const LONGEST_HOLD = 300

/** The kill comes between acts and the delivery of their events. */
async function killedWhileHanging({ harness, joins, receiver, chance, down }: CaseContext): Promise<void> {
  receiver.setMood('hangs')
  joins.burst(BURST)
  await until(() => receiver.holds, { what: 'the receiver holds a post' })
  await pause(chance.below(LONGEST_HOLD))
  await harness.component.endBy('SIGKILL')
  down()
  await harness.component.start()
}

/** The faults of the receivers of webhooks. */
export const webhookCases: readonly Case[] = [
  {
    name: 'webhook-receiver-hangs',
    title: 'kill -9 of the component while the receiver of a webhook does not answer',
    isServerTrusted: true,
    inject: killedWhileHanging,
  },
]
