import type { GuestAccess } from '../guest-access/guest-access.js'
import { tick as tickRooms } from '../muc/lifecycle.js'
import { enforceBlockLists } from '../service/block-enforcement.js'
import type { Service } from '../service/types.js'
import { settleRouted } from '../xmpp/outbox-upkeep.js'
import { erasing } from './erasing.js'
import { guestUpkeep } from './guest-upkeep.js'
import { linkEnds } from './link-ends.js'
import { tellRoomNews } from './room-news.js'

export type TickingOptions = {
  readonly service: Service
  readonly guests: GuestAccess | undefined
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** How long events are kept, in milliseconds; 0: there are none. */
  readonly eventsKept: number
  /** Restores what other processes may have put into the outbox; absent if there are none. */
  readonly adopt: (() => Promise<void>) | undefined
  /** The intervals of the periodic work and of telling news, in milliseconds. */
  readonly tickInterval: number
  readonly newsInterval: number
}

/** The periodic work. */
export class Ticking {
  readonly #options: TickingOptions
  readonly #works: readonly (() => Promise<void>)[]
  #timers: readonly NodeJS.Timeout[] = []

  constructor(options: TickingOptions) {
    const { service, guests, now, eventsKept, adopt } = options
    this.#options = options
    this.#works = [
      () => enforceBlockLists(service),
      guestUpkeep(service, { now, enabled: guests !== undefined }),
      erasing(service),
      linkEnds(service, { now, kept: eventsKept }),
      () => tellRoomNews(service),
      ...(adopt ? [adopt] : []),
    ]
  }

  /** Does all of it now; what fails holds up nothing else. Rejects if something cannot be stored. */
  async tick(): Promise<void> {
    const { service, guests } = this.#options
    await service.run({}, context => {
      tickRooms(context)
      settleRouted(context)
    })
    guests?.tick()
    const faults: unknown[] = []
    for (const work of this.#works) await work().catch(fault => faults.push(fault))
    if (faults.length > 0) throw faults[0]
  }

  /** Begins, if it has not begun. */
  start(): void {
    const { service, tickInterval, newsInterval } = this.#options
    if (this.#timers.length > 0) return
    // The service has logged a fault; the next tick tries again.
    const every = (interval: number, work: () => Promise<void>) =>
      setInterval(() => work().catch(() => undefined), interval)
    this.#timers = [every(tickInterval, () => this.tick()), every(newsInterval, () => tellRoomNews(service))]
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#timers = []
  }
}
