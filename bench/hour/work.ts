import { chance } from '../../test/random/chance.js'
import { Account } from './account.js'
import { furnish } from './house.js'
import { linkWork } from './link-work.js'
import type { MeasuredComponent } from './measured.js'
import { Rest } from './rest.js'
import { type Sample, sampler } from './sample.js'
import { standingWork } from './standing-work.js'

export type Load = {
  readonly minutes: number
  /** Messages to rooms a second, in all. */
  readonly messages: number
  /** Where clients connect. */
  readonly port: number
  /** Hears of each sample at once: what was seen is known even of a run that does not come to its end. */
  readonly onSample: (sample: Sample) => void
}

const SEED = 20
const SAMPLE_EVERY = 10_000
/** So many answers are waited for at the most; a service that is slower gets less work, as from people. */
const MOST_WAITING = 400

/** How often each work is done in a second. */
const rates = (messages: number): Record<string, number> => ({
  message: messages,
  'private message': 5,
  'presence change': 3,
  'nick change': 2,
  'leave and enter': 2,
  'vanish and return': 0.5,
  'archive query': 2,
  'disco query': 2,
  'room and its link': 1,
  'link to a standing room': 1,
})

/** What was seen of a load. */
export type Seen = {
  /** While it was on. */
  readonly samples: readonly Sample[]
  /** When all of it had come to an end. */
  readonly atRest: Sample
  /** How often work was left out, because too many answers were waited for. */
  readonly leftOut: number
  readonly refusals: Readonly<Record<string, number>>
}

/** Loads the component for this time. */
export async function workFor(
  component: MeasuredComponent,
  { minutes, messages, port, onSample }: Load,
): Promise<Seen> {
  const account = new Account()
  const rest = new Rest(component.url, component.jwtSecret)
  const floor = { house: await furnish(rest, port), account, chance: chance(SEED), port }
  const faults: unknown[] = []
  const underWay = new Set<Promise<unknown>>()
  let leftOut = 0
  const begin = (kind: string) => {
    if (account.waiting >= MOST_WAITING) return leftOut++
    const work = standingWork[kind]?.(floor) ?? linkWork[kind]?.(floor, rest) ?? Promise.resolve()
    const ended = work.catch(error => faults.push(error)).finally(() => underWay.delete(ended))
    return underWay.add(ended)
  }
  const timers = Object.entries(rates(messages)).map(([kind, rate]) => setInterval(begin, 1000 / rate, kind))
  const { take, close } = sampler({ component: component.process, databaseFile: component.databaseFile, account })
  const see = async () => {
    const sample = await take()
    onSample(sample)
    return sample
  }
  const samples = [await see()]
  for (let n = 1; n * SAMPLE_EVERY <= minutes * 60_000; n++) {
    await new Promise(resolve => setTimeout(resolve, SAMPLE_EVERY))
    samples.push(await see())
  }
  for (const timer of timers) clearInterval(timer)
  // Each piece of work ends when what it waits for has come, or was given up.
  await Promise.all(underWay)
  const atRest = await see()
  close()
  if (faults.length > 0) console.error(`${faults.length} pieces of work were cut short, the first by`, faults[0])
  for (const { client } of [...floor.house.people, ...floor.house.joiners]) client.vanish()
  return { samples, atRest, leftOut, refusals: account.refusals }
}
