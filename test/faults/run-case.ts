import { setTimeout as pause } from 'node:timers/promises'
import { type Chance, chance as chanceOf } from '../random/chance.js'
import type { Missing } from '../servers/installed.js'
import type { Case } from './case.js'
import type { StoreName } from './harness.js'
import type { Findings } from './inspection.js'
import { openStage, type Stage } from './stage.js'
import { sum } from './sum.js'
import type { ServerName } from './xmpp-server.js'

/** The result of a case on a server. Times are milliseconds. */
export type CaseReport = {
  readonly name: string
  readonly title: string
  readonly on: ServerName
  readonly store: StoreName
  readonly seed: number
  readonly runs: number
  readonly acknowledged: number
  readonly lost: readonly string[]
  readonly duplicates: number
  /** The events that were told, and how many of them the receiver of the webhook took more than once. */
  readonly events: number
  readonly postedAgain: number
  readonly faults: readonly string[]
  readonly unreceived: number
  /** For each run: from the fault until every room has reflected a message sent after it. */
  readonly backAfter: readonly number[]
}

type RunOptions = {
  readonly runs: number
  readonly seed: number
  /** Called with a line after each run. */
  readonly log?: (line: string) => void
}

/** How long the load runs before the fault (`least` plus up to `more`) and after it (up to AFTER), in milliseconds. */
const BEFORE = { least: 300, more: 900 }
const AFTER = 300

/** Runs a case on a stage of its own. Returns why it is skipped: a server is missing, or the case is about another store. */
export async function runCase(
  faultCase: Case,
  options: RunOptions & { readonly on: ServerName; readonly store: StoreName },
): Promise<CaseReport | Missing> {
  const { between, injectable, multicast, isPair, store = options.store } = faultCase
  if (store !== options.store) return { skip: `the case is about the store ${store}` }
  const stage = await openStage({
    ...{ on: options.on, store, chance: chanceOf(options.seed) },
    ...(between && { between }),
    ...(injectable && { injectable }),
    ...(multicast && { multicast }),
    ...(isPair && { isPair }),
  })
  if ('skip' in stage) return stage
  try {
    return await runCaseOn(stage, faultCase, options)
  } finally {
    await stage.close()
  }
}

/** Runs a case on an open stage. At the end, looks again for all facts that were ever acknowledged on it. */
export async function runCaseOn(
  stage: Stage,
  faultCase: Case,
  { runs, seed, log = () => {} }: RunOptions,
): Promise<CaseReport> {
  const chance = chanceOf(seed)
  const all: Findings[] = []
  const backAfter: number[] = []
  try {
    while (backAfter.length < runs) {
      const { findings, back } = await runOnce(stage, faultCase, chance)
      all.push(findings)
      backAfter.push(back)
      log(lineOf(backAfter.length, { findings, back }))
    }
    all.push(atLast(await stage.inspect(0)))
  } catch (error) {
    all.push({ ...NOTHING, faults: [`run ${all.length + 1} could not be ended: ${error}`] })
    const logs = stage.harness.instances.map(instance => instance.log().slice(-5000))
    log([error, ...logs, stage.harness.server.log().slice(-2000)].join('\n'))
  }
  const { name, title } = faultCase
  const { on, postgres } = stage.harness
  const store = postgres ? 'postgres' : 'sqlite'
  return { name, title, on, store, seed, runs: backAfter.length, ...together(all), backAfter }
}

/** Runs a case once; `back` is the time until all rooms worked again, in milliseconds. */
async function runOnce(stage: Stage, faultCase: Case, chance: Chance): Promise<{ findings: Findings; back: number }> {
  const since = performance.now()
  if (!faultCase.isServerTrusted) stage.distrustServer()
  stage.startLoad()
  await pause(BEFORE.least + chance.below(BEFORE.more))
  const injectedAt = performance.now()
  let downAt = injectedAt
  const down = () => {
    downAt = performance.now()
  }
  const { harness, joins, fixture, crowd, receiver } = stage
  await faultCase.inject({ harness, chance, joins, fixture, crowd, receiver, down })
  await pause(chance.below(AFTER))
  const ended = harness.instances.flatMap(instance => instance.ended() ?? [])
  await stage.stopLoad()
  await stage.recovered(downAt)
  const findings = await stage.inspect(since)
  stage.trustServer()
  const faults = [...findings.faults, ...ended.map(ending => `the component ended: ${ending}`)]
  return { findings: { ...findings, faults }, back: Math.round(stage.messages.backAt(downAt) - injectedAt) }
}

const NOTHING: Findings = {
  ...{ acknowledged: 0, lost: [], duplicates: 0, messagesTwice: 0, events: 0, postedAgain: 0 },
  ...{ faults: [], unreceived: 0 },
}

/** The final inspection repeats the counts of the runs, so only its losses and faults are kept. */
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
    events: total(({ events }) => events),
    postedAgain: total(({ postedAgain }) => postedAgain),
    faults: [...new Set(all.flatMap(({ faults }) => faults))],
    unreceived: total(({ unreceived }) => unreceived),
  }
}

function lineOf(run: number, { findings, back }: { findings: Findings; back: number }) {
  const { acknowledged, lost, duplicates, events, postedAgain, faults } = findings
  const problems = [...lost.map(it => `\n  LOST ${it}`), ...faults.map(it => `\n  FAULT ${it}`)].join('')
  const told = `${events} events, ${postedAgain} posted again`
  return `run ${run}: ${acknowledged} acknowledged, ${lost.length} lost, ${duplicates} twice, ${told}, back after ${back} ms${problems}`
}
