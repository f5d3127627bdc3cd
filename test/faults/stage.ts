import type { Chance } from '../random/chance.js'
import type { Missing } from '../servers/installed.js'
import { affairs } from './affairs.js'
import { type House, openHouse } from './house.js'
import { type Findings, Inspection } from './inspection.js'
import { Joins } from './joins.js'
import { Ledger } from './ledger.js'
import { moves } from './moves.js'
import { type Rig, type RigOptions, startRig } from './rig.js'
import { Talk } from './talk.js'
import { PATIENCE } from './until.js'

/** A rig with people in rooms, the load that they make, the account of it, and the look at what is there afterwards. */
export interface Stage {
  readonly rig: Rig
  readonly house: House
  readonly ledger: Ledger
  readonly talk: Talk
  readonly joins: Joins
  /** All load goes on until `calm`. */
  busy(): void
  calm(): Promise<void>
  /**
   * After `calm`: waits until the rooms work for everybody with what is said after that time, and nothing is under way
   * any more. Rejects where that is not so within `bound` milliseconds.
   */
  recovered(since: number, bound?: number): Promise<void>
  /**
   * Looks for what was acknowledged since then; for everything where it is 0. What is not there within `patience`
   * milliseconds counts as never to come.
   */
  inspect(since: number, patience?: number): Promise<Findings>
  /** The XMPP server ends or is killed: it may lose what it has been handed until `trusts`. */
  distrusts(): void
  trusts(): void
  close(): Promise<void>
}

type StageOptions = RigOptions & { readonly chance: Chance }

/** Starts all of it; says what to install where the server is missing. */
export async function openStage(options: StageOptions): Promise<Stage | Missing> {
  const rig = await startRig(options)
  if ('skip' in rig) return rig
  const { chance } = options
  const ledger = new Ledger()
  const house = await openHouse(rig, chance).catch(async error => {
    await rig.stop()
    throw error
  })
  const playing = { house, ledger, chance }
  const [talk, joins] = [new Talk(playing), new Joins(playing)]
  const loads = [talk, joins, affairs(playing), moves(playing)]
  const inspection = new Inspection({ ...playing, rig, joins })
  let trustedSince = 0
  return {
    ...{ rig, house, ledger, talk, joins },
    busy: () => loads.forEach(load => void load.start()),
    calm: async () => {
      await Promise.all(loads.map(load => load.stop()))
    },
    recovered: async (since, bound) => {
      await house.gathered()
      await talk.everybodyIsHeard(since, bound)
      await house.moversAreKnown()
      await house.settled()
    },
    inspect: (since, patience = PATIENCE) => inspection.inspect({ since, trustedSince, patience }),
    distrusts: () => {
      trustedSince = Number.POSITIVE_INFINITY
    },
    trusts: () => {
      if (trustedSince === Number.POSITIVE_INFINITY) trustedSince = performance.now()
    },
    close: async () => {
      house.close()
      await rig.stop()
    },
  }
}
