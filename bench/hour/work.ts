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

const SIZE = { rooms: 10, occupants: 12, roomsEach: 2, joiners: 20 }
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

/** Loads the component for this time, and gives what was seen. */
export async function workFor(component: MeasuredComponent, { minutes, messages, port, onSample }: Load) {
  const account = new Account()
  const rest = new Rest(component.url, component.jwtSecret)
  const floor = { house: await furnish(rest, port, SIZE), account, chance: chance(SEED), port }
  const faults: unknown[] = []
  const timers = Object.entries(rates(messages)).map(([kind, rate]) =>
    setInterval(() => {
      if (account.waiting >= MOST_WAITING) return
      const work = standingWork[kind]?.(floor) ?? linkWork[kind]?.(floor, rest)
      work?.catch(error => faults.push(error))
    }, 1000 / rate),
  )
  const { take, close } = sampler({ component: component.process, databaseFile: component.databaseFile, account })
  const samples: Sample[] = []
  const see = async () => {
    const sample = await take()
    samples.push(sample)
    onSample(sample)
  }
  await see()
  for (let n = 1; n * SAMPLE_EVERY <= minutes * 60_000; n++) {
    await new Promise(resolve => setTimeout(resolve, SAMPLE_EVERY))
    await see()
  }
  for (const timer of timers) clearInterval(timer)
  await settled(account)
  await see()
  close()
  if (faults.length > 0) console.error(`${faults.length} pieces of work were cut short, the first by`, faults[0])
  for (const { client } of [...floor.house.people, ...floor.house.joiners]) client.vanish()
  return { samples, refusals: account.refusals }
}

/** Everything that was asked has been answered, or was given up. */
async function settled(account: Account): Promise<void> {
  while (account.waiting > 0) await new Promise(resolve => setTimeout(resolve, 100))
}
