import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, chance as chanceOf } from '../random/chance.js'
import type { Missing } from '../servers/installed.js'
import type { Case } from './case.js'
import type { Findings } from './inspection.js'
import { openStage, type Stage } from './stage.js'
import { sum } from './sum.js'
import type { ServerName } from './xmpp-server.js'

/** How a case went on a server. Times are milliseconds. */
export type CaseReport = {
  readonly name: string
  readonly says: string
  readonly on: ServerName
  readonly seed: number
  readonly runs: number
  readonly acknowledged: number
  readonly lost: readonly string[]
  readonly duplicates: number
  readonly faults: readonly string[]
  readonly unreceived: number
  /** Of each run: from the fault until something said after it has come back in every hall. */
  readonly backAfter: readonly number[]
}

type RunOptions = {
  readonly runs: number
  readonly seed: number
  /** Called after each run. */
  readonly tell?: (line: string) => void
}

/** For how long the load is on before the fault, and after it, at the most: milliseconds. */
const BEFORE = { least: 300, more: 900 }
const AFTER = 300

/** Plays a case many times over on a rig of its own. */
export async function playCase(
  played: Case,
  options: RunOptions & { readonly on: ServerName },
): Promise<CaseReport | Missing> {
  const { between, sabotaged } = played
  const stage = await openStage({
    ...{ on: options.on, chance: chanceOf(options.seed) },
    ...(between && { between }),
    ...(sabotaged && { sabotaged }),
  })
  if ('skip' in stage) return stage
  try {
    return await playOn(stage, played, options)
  } finally {
    await stage.close()
  }
}

/** The same on a stage that is open. At the end everything that was ever acknowledged on it is looked for again. */
export async function playOn(
  stage: Stage,
  played: Case,
  { runs, seed, tell = () => {} }: RunOptions,
): Promise<CaseReport> {
  const chance = chanceOf(seed)
  const all: Findings[] = []
  const backAfter: number[] = []
  try {
    while (backAfter.length < runs) {
      const { findings, back } = await runOnce(stage, played, chance)
      all.push(findings)
      backAfter.push(back)
      tell(lineOf(backAfter.length, { findings, back }))
    }
    all.push(atLast(await stage.inspect(0)))
  } catch (error) {
    all.push({ ...NOTHING, faults: [`run ${all.length + 1} could not be ended: ${error}`] })
    tell(`${error}\n${stage.rig.component.log().slice(-5000)}\n${stage.rig.server.log().slice(-2000)}`)
  }
  const { name, says } = played
  return { name, says, on: stage.rig.on, seed, runs: backAfter.length, ...together(all), backAfter }
}

/** `back`: how long it took until all halls worked again. */
async function runOnce(stage: Stage, played: Case, chance: Chance): Promise<{ findings: Findings; back: number }> {
  const since = performance.now()
  if (!played.isServerTrusted) stage.distrusts()
  stage.busy()
  await pause(BEFORE.least + chance.below(BEFORE.more))
  const struckAt = performance.now()
  let downAt = struckAt
  const down = () => {
    downAt = performance.now()
  }
  await played.strike({ rig: stage.rig, chance, joins: stage.joins, down })
  await pause(chance.below(AFTER))
  const ended = stage.rig.component.ended()
  await stage.calm()
  await stage.recovered(downAt)
  const findings = await stage.inspect(since)
  stage.trusts()
  const faults = ended === undefined ? findings.faults : [...findings.faults, `the component ended: ${ended}`]
  return { findings: { ...findings, faults }, back: Math.round(stage.talk.backAt(downAt) - struckAt) }
}

const NOTHING: Findings = { acknowledged: 0, lost: [], duplicates: 0, messagesTwice: 0, faults: [], unreceived: 0 }

/** What was counted after each run already is not counted again. */
function atLast({ lost, faults }: Findings): Findings {
  return { ...NOTHING, lost, faults }
}

function together(all: readonly Findings[]): Findings {
  const total = (of: (findings: Findings) => number) => sum(all.map(of))
  return {
    acknowledged: total(({ acknowledged }) => acknowledged),
    lost: [...new Set(all.flatMap(({ lost }) => lost))],
    duplicates: total(({ duplicates }) => duplicates),
    messagesTwice: total(({ messagesTwice }) => messagesTwice),
    faults: [...new Set(all.flatMap(({ faults }) => faults))],
    unreceived: total(({ unreceived }) => unreceived),
  }
}

function lineOf(run: number, { findings, back }: { findings: Findings; back: number }) {
  const { acknowledged, lost, duplicates, faults } = findings
  const problems = [...lost.map(it => `\n  LOST ${it}`), ...faults.map(it => `\n  FAULT ${it}`)].join('')
  return `run ${run}: ${acknowledged} acknowledged, ${lost.length} lost, ${duplicates} twice, back after ${back} ms${problems}`
}
