import { chance } from '../../test/random/chance.js'
import { linkWork } from './link-work.js'
import type { MeasuredComponent } from './measured.js'
import { Rest } from './rest.js'
import { roomWork } from './room-work.js'
import { type Sample, sampler } from './sample.js'
import { populate } from './setup.js'
import { Tally } from './tally.js'

export type Load = {
  readonly minutes: number
  /** Groupchat messages per second, all rooms together. */
  readonly messages: number
  /** Client port of the XMPP server. */
  readonly port: number
  /** Called with each sample at once, so that an aborted run leaves its samples. */
  readonly onSample: (sample: Sample) => void
}

const SEED = 20
const SAMPLE_EVERY = 10_000
/** Limit of pending answers; beyond it work is skipped, so that a slow service gets less load. */
const MOST_PENDING = 400

/** Work items per second, by kind. */
const rates = (messages: number): Record<string, number> => ({
  message: messages,
  'private message': 5,
  'presence change': 3,
  'nick change': 2,
  'leave and enter': 2,
  'drop and reconnect': 0.5,
  'archive query': 2,
  'disco query': 2,
  'room and its link': 1,
  'link to a permanent room': 1,
})

/** The outcome of a run. */
export type SoakResult = {
  /** Samples taken under load. */
  readonly samples: readonly Sample[]
  /** Taken after all work has ended. */
  readonly atRest: Sample
  /** Work items skipped because too many answers were pending. */
  readonly leftOut: number
  readonly refusals: Readonly<Record<string, number>>
}

/** Puts the component under load for `minutes` and samples it. */
export async function runLoad(
  component: MeasuredComponent,
  { minutes, messages, port, onSample }: Load,
): Promise<SoakResult> {
  const tally = new Tally()
  const rest = new Rest(component.url, component.jwtSecret)
  const workload = { setup: await populate(rest, port), tally, chance: chance(SEED), port }
  const faults: unknown[] = []
  const underWay = new Set<Promise<unknown>>()
  let leftOut = 0
  const begin = (kind: string) => {
    if (tally.waiting >= MOST_PENDING) return leftOut++
    const work = roomWork[kind]?.(workload) ?? linkWork[kind]?.(workload, rest) ?? Promise.resolve()
    const ended = work.catch(error => faults.push(error)).finally(() => underWay.delete(ended))
    return underWay.add(ended)
  }
  const timers = Object.entries(rates(messages)).map(([kind, rate]) => setInterval(begin, 1000 / rate, kind))
  const { take, close } = sampler({ component: component.process, databaseFile: component.databaseFile, tally })
  const takeSample = async () => {
    const sample = await take()
    onSample(sample)
    return sample
  }
  const samples = [await takeSample()]
  for (let n = 1; n * SAMPLE_EVERY <= minutes * 60_000; n++) {
    await new Promise(resolve => setTimeout(resolve, SAMPLE_EVERY))
    samples.push(await takeSample())
  }
  for (const timer of timers) clearInterval(timer)
  // Each work item ends with its answer or its timeout.
  await Promise.all(underWay)
  const atRest = await takeSample()
  close()
  if (faults.length > 0) console.error(`${faults.length} work items failed, the first with`, faults[0])
  for (const { client } of [...workload.setup.people, ...workload.setup.joiners]) client.drop()
  return { samples, atRest, leftOut, refusals: tally.refusals }
}
