import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../random/chance.js'
import type { EndingSignal } from '../servers/child.js'
import type { Fixture } from './fixture.js'
import type { GuestCrowd } from './guest-crowd.js'
import type { Harness, HarnessOptions, StoreName } from './harness.js'
import type { Joins } from './joins.js'
import type { WebhookReceiver } from './webhook-receiver.js'

/** What a case works with while the load runs. */
export type CaseContext = {
  readonly harness: Harness
  readonly chance: Chance
  readonly joins: Joins
  readonly fixture: Fixture
  readonly crowd: GuestCrowd
  readonly receiver: WebhookReceiver
  /** The case calls it when the link or a program is down: reflections before that moment do not count as recovery. */
  readonly down: () => void
}

/** One kind of fault. */
export type Case = {
  /** Name on the command line. */
  readonly name: string
  /** What happens; a row of the result table. */
  readonly title: string
  /**
   * Injects the fault at a random moment under load, and repairs what an administrator or a supervisor would: when it
   * resolves, the component and the server run.
   */
  readonly inject: (context: CaseContext) => Promise<void>
  /** Whether the XMPP server keeps running, so that it must pass on every stanza that it was handed. */
  readonly isServerTrusted: boolean
  /** The case is about this store, and is skipped with another one. */
  readonly store?: StoreName
  /** The proxy between the component and the server, for cases that need one. Opened for each harness. */
  readonly between?: HarnessOptions['between']
  /** Whether the case injects faults inside the component's process. */
  readonly injectable?: true
  /** Whether the case needs two instances on one database. */
  readonly isPair?: true
  /** The component's `xmpp.multicast`. */
  readonly multicast?: 'auto'
}

/** Ends the component by a signal; after SIGTERM it must end with exit code 0. */
async function endComponent({ component }: Harness, signal: EndingSignal): Promise<void> {
  await component.endBy(signal)
  const ending = component.ended() ?? 'it runs'
  if (signal === 'SIGTERM' && !ending.startsWith('exit code 0')) throw new Error(`SIGTERM of the component: ${ending}`)
}

async function componentEnds({ harness, down }: CaseContext, signal: EndingSignal): Promise<void> {
  await endComponent(harness, signal)
  down()
  await harness.component.start()
}

async function serverEnds({ harness, down }: CaseContext, signal: EndingSignal): Promise<void> {
  await harness.server.endBy(signal)
  down()
  await harness.server.start()
}

/** Ends both programs in random order. */
async function bothEnd({ harness, chance, down }: CaseContext, signal: EndingSignal): Promise<void> {
  const ends = [() => endComponent(harness, signal), () => harness.server.endBy(signal)]
  if (chance.some(0.5)) ends.reverse()
  await Promise.all(ends.map(end => end()))
  down()
  const starts = [() => harness.component.start(), () => harness.server.start()]
  await Promise.all(starts.map(start => start()))
}

/** Kills the component a few times, each time at a random moment of its start. */
async function killedWhileStarting({ harness, chance, down }: CaseContext): Promise<void> {
  await harness.component.endBy('SIGKILL')
  down()
  for (let times = 1 + chance.below(3); times > 0; times--) {
    harness.component.spawn()
    await pause(chance.below(LONGEST_START))
    await harness.component.endBy('SIGKILL')
  }
  await harness.component.start()
}

/** Milliseconds. */
const LONGEST_START = 1500
const LONGEST_BURST = 60

async function killedInABurst(context: CaseContext): Promise<void> {
  context.joins.burst(40)
  await pause(context.chance.below(LONGEST_BURST))
  await componentEnds(context, 'SIGKILL')
}

const trusted = { isServerTrusted: true }
const untrusted = { isServerTrusted: false }

/** The cases that end one or both programs. */
export const endingCases: readonly Case[] = [
  {
    ...trusted,
    name: 'component-killed',
    title: 'kill -9 of the component',
    inject: context => componentEnds(context, 'SIGKILL'),
  },
  {
    ...untrusted,
    name: 'server-killed',
    title: 'kill -9 of the XMPP server',
    inject: context => serverEnds(context, 'SIGKILL'),
  },
  { ...untrusted, name: 'both-killed', title: 'kill -9 of both', inject: context => bothEnd(context, 'SIGKILL') },
  {
    ...trusted,
    name: 'component-terminated',
    title: 'SIGTERM of the component',
    inject: context => componentEnds(context, 'SIGTERM'),
  },
  {
    ...untrusted,
    name: 'server-terminated',
    title: 'SIGTERM of the XMPP server',
    inject: context => serverEnds(context, 'SIGTERM'),
  },
  { ...untrusted, name: 'both-terminated', title: 'SIGTERM of both', inject: context => bothEnd(context, 'SIGTERM') },
  {
    ...trusted,
    name: 'killed-while-starting',
    title: 'kill -9 of the component, and again while it starts',
    inject: killedWhileStarting,
  },
  {
    ...trusted,
    name: 'killed-in-a-burst',
    title: 'kill -9 of the component in a burst of joins',
    inject: killedInABurst,
  },
]
