import type { Chance } from '../random/chance.js'
import type { Missing } from '../servers/installed.js'
import { churn } from './churn.js'
import { type Fixture, openFixture } from './fixture.js'
import { GuestCrowd } from './guest-crowd.js'
import { type Harness, type HarnessOptions, startHarness } from './harness.js'
import { type Findings, Inspection } from './inspection.js'
import { Joins } from './joins.js'
import { Ledger } from './ledger.js'
import { Messages } from './messages.js'
import { roomChanges } from './room-changes.js'
import { toldMessages } from './told-messages.js'
import { TIMEOUT } from './until.js'
import { WebhookReceiver } from './webhook-receiver.js'

/** A harness with its fixture, the loads, the ledger and the inspection. */
export interface Stage {
  readonly harness: Harness
  readonly fixture: Fixture
  readonly ledger: Ledger
  readonly messages: Messages
  readonly joins: Joins
  readonly crowd: GuestCrowd
  readonly receiver: WebhookReceiver
  /** Starts all loads; they run until `stopLoad`. */
  startLoad(): void
  stopLoad(): Promise<void>
  /**
   * Call it after `stopLoad`. Waits until every room reflects messages sent after `since` and no work is in progress.
   * Rejects after `timeout` milliseconds.
   */
  recovered(since: number, timeout?: number): Promise<void>
  /**
   * Looks for the facts acknowledged since this time; for all of them when it is 0. A fact that is not found within
   * `timeout` milliseconds counts as lost.
   */
  inspect(since: number, timeout?: number): Promise<Findings>
  /** The XMPP server ends or is killed: until `trustServer`, it may lose stanzas that it took. */
  distrustServer(): void
  trustServer(): void
  close(): Promise<void>
}

type StageOptions = HarnessOptions & { readonly chance: Chance }

/** Starts all of it. Returns what to install when the server is missing. */
export async function openStage(options: StageOptions): Promise<Stage | Missing> {
  const harness = await startHarness(options)
  if ('skip' in harness) return harness
  const { chance } = options
  const ledger = new Ledger()
  const receiver = new WebhookReceiver(chance)
  const open = async () => {
    const fixture = await openFixture(harness, chance)
    await receiver.open(fixture.rest)
    return fixture
  }
  const fixture = await open().catch(async error => {
    receiver.close()
    await harness.stop()
    throw error
  })
  const context = { fixture, ledger, chance }
  const [messages, joins] = [new Messages(context), new Joins(context)]
  const loads = [messages, joins, roomChanges(context), churn(context), toldMessages(context)]
  const crowd = new GuestCrowd({ ...context, harness })
  const inspection = new Inspection({ ...context, harness, joins, crowd, receiver })
  let trustedSince = 0
  return {
    ...{ harness, fixture, ledger, messages, joins, crowd, receiver },
    startLoad: () => {
      receiver.setMood('moody')
      for (const load of loads) load.start()
    },
    stopLoad: async () => {
      await Promise.all(loads.map(load => load.stop()))
    },
    recovered: async (since, timeout) => {
      await fixture.allPresent()
      await messages.allReflected(since, timeout)
      await fixture.churnersSettled()
      await fixture.allProcessed()
    },
    inspect: (since, timeout = TIMEOUT) => inspection.inspect({ since, trustedSince, timeout }),
    distrustServer: () => {
      trustedSince = Number.POSITIVE_INFINITY
    },
    trustServer: () => {
      if (trustedSince === Number.POSITIVE_INFINITY) trustedSince = performance.now()
    },
    close: async () => {
      fixture.close()
      receiver.close()
      await harness.stop()
    },
  }
}
