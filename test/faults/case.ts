import { setTimeout as pause } from 'node:timers/promises'
import type { Chance } from '../random/chance.js'
import type { EndingSignal } from '../servers/child.js'
import type { Joins } from './joins.js'
import type { Rig, RigOptions } from './rig.js'

/** What a case has to work with while the load is on. */
export type Struck = {
  readonly rig: Rig
  readonly chance: Chance
  readonly joins: Joins
  /** Called when nothing works any more: what is heard before that does not count as working again. */
  readonly down: () => void
}

/** One kind of fault. */
export type Case = {
  /** As the command line takes it. */
  readonly name: string
  /** What happens, for the table. */
  readonly says: string
  /**
   * Does the harm, and puts right what an administrator or a supervisor would: when it resolves, both programs run.
   * Called at a random moment under load.
   */
  readonly strike: (struck: Struck) => Promise<void>
  /** Whether the XMPP server keeps running and in order, so that what it was handed must have been passed on. */
  readonly isServerTrusted: boolean
  /** What stands between the component and the server, where the case needs something there. Made for each rig. */
  readonly between?: RigOptions['between']
  /** Whether it makes things fail inside of the component. */
  readonly sabotaged?: true
}

/** Whoever is asked to end does so without a complaint. */
async function endComponent({ component }: Rig, signal: EndingSignal): Promise<void> {
  await component.endBy(signal)
  const ending = component.ended() ?? 'it runs'
  if (signal === 'SIGTERM' && !ending.startsWith('exit code 0')) throw new Error(`SIGTERM of the component: ${ending}`)
}

async function componentEnds({ rig, down }: Struck, signal: EndingSignal): Promise<void> {
  await endComponent(rig, signal)
  down()
  await rig.component.start()
}

async function serverEnds({ rig, down }: Struck, signal: EndingSignal): Promise<void> {
  await rig.server.endBy(signal)
  down()
  await rig.server.start()
}

/** In whichever order. */
async function bothEnd({ rig, chance, down }: Struck, signal: EndingSignal): Promise<void> {
  const ends = [() => endComponent(rig, signal), () => rig.server.endBy(signal)]
  if (chance.some(0.5)) ends.reverse()
  await Promise.all(ends.map(end => end()))
  down()
  const starts = [() => rig.component.start(), () => rig.server.start()]
  await Promise.all(starts.map(start => start()))
}

/** A start that is cut short, some times over, at any moment of it. */
async function killedWhileStarting({ rig, chance, down }: Struck): Promise<void> {
  await rig.component.endBy('SIGKILL')
  down()
  for (let times = 1 + chance.below(3); times > 0; times--) {
    rig.component.spawn()
    await pause(chance.below(LONGEST_START))
    await rig.component.endBy('SIGKILL')
  }
  await rig.component.start()
}

/** In milliseconds. */
const LONGEST_START = 1500
const LONGEST_BURST = 60

async function killedInABurst(struck: Struck): Promise<void> {
  struck.joins.burst(40)
  await pause(struck.chance.below(LONGEST_BURST))
  await componentEnds(struck, 'SIGKILL')
}

const trusted = { isServerTrusted: true }
const untrusted = { isServerTrusted: false }

/** Programs that end, by themselves or together. */
export const endingCases: readonly Case[] = [
  {
    ...trusted,
    name: 'component-killed',
    says: 'kill -9 of the component',
    strike: struck => componentEnds(struck, 'SIGKILL'),
  },
  {
    ...untrusted,
    name: 'server-killed',
    says: 'kill -9 of the XMPP server',
    strike: struck => serverEnds(struck, 'SIGKILL'),
  },
  { ...untrusted, name: 'both-killed', says: 'kill -9 of both', strike: struck => bothEnd(struck, 'SIGKILL') },
  {
    ...trusted,
    name: 'component-terminated',
    says: 'SIGTERM of the component',
    strike: struck => componentEnds(struck, 'SIGTERM'),
  },
  {
    ...untrusted,
    name: 'server-terminated',
    says: 'SIGTERM of the XMPP server',
    strike: struck => serverEnds(struck, 'SIGTERM'),
  },
  { ...untrusted, name: 'both-terminated', says: 'SIGTERM of both', strike: struck => bothEnd(struck, 'SIGTERM') },
  {
    ...trusted,
    name: 'killed-while-starting',
    says: 'kill -9 of the component, and again while it starts',
    strike: killedWhileStarting,
  },
  {
    ...trusted,
    name: 'killed-in-a-burst',
    says: 'kill -9 of the component in a burst of joins',
    strike: killedInABurst,
  },
]
