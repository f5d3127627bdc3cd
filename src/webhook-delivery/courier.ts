import { setTimeout as pause } from 'node:timers/promises'
import { followEvents } from '../event-feed/follow-events.js'
import type { NewEvents } from '../event-feed/new-events.js'
import type { StoredEvent } from '../events/event.js'
import { type EventPage, eventsLookup, readEvents } from '../events/read-events.js'
import { refuseBlocked } from '../muc/operations/refuse-blocked.js'
import type { Service } from '../service/types.js'
import { notePosted, type Posted } from '../webhooks/delivery.js'
import type { Webhook } from '../webhooks/webhook.js'
import { type Outcome, type Posting, post } from './post.js'

const MINUTE = 60_000
/** In milliseconds: the pauses after the first attempts in vain, and after each further one. Our own decision. */
const PAUSES = [1000, 5000, 30_000, 2 * MINUTE, 10 * MINUTE, 60 * MINUTE, 180 * MINUTE]
/** The events that are read at a time, after which the receiver's position is stored. */
const PAGE = 100
/** In milliseconds: the owner may moderate other rooms by then. */
const BEAT = MINUTE

export type CourierOptions = Pick<Posting, 'isAllowed'> & {
  readonly service: Pick<Service, 'run'>
  readonly newEvents: NewEvents
  readonly now: () => number
}

/** Posts the events of one webhook, one after the other, each until its receiver takes it. */
export class Courier {
  readonly #options: CourierOptions
  readonly #stop = new AbortController()
  readonly #done: Promise<void>
  #webhook: Webhook
  /** The position up to which the receiver has all events; the store may know less for a moment. */
  #taken: number

  constructor(webhook: Webhook, options: CourierOptions) {
    this.#webhook = webhook
    this.#taken = webhook.position
    this.#options = options
    this.#done = this.#run().catch(() => undefined)
  }

  /** Resolves when nothing is posted any more, and what was posted is stored. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#done
  }

  /** A failure of the storage is logged by the service; then, and when the owner may not read a room, it is tried again. */
  async #run(): Promise<void> {
    const { signal } = this.#stop
    await this.#pauseAfter(this.#webhook.failing?.attempts ?? 0)
    while (!signal.aborted) {
      const reason = await this.#follow().then(
        () => undefined,
        (refusal: unknown) => (refusal instanceof Error ? refusal.message : String(refusal)),
      )
      if (reason === undefined) continue
      await this.#note({ position: this.#taken, reason }).catch(() => undefined)
      // What has failed before the last success does not count. While the storage fails, nothing is counted.
      await this.#pauseAfter(this.#webhook.failing?.attempts ?? 1)
    }
    if (this.#taken > this.#webhook.position) await this.#note({ position: this.#taken }).catch(() => undefined)
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop
    const { newEvents } = this.#options
    const read = (after = 0) => this.#read(after)
    for await (const { events, cursor } of followEvents(this.#taken, { read, newEvents, signal, beat: BEAT })) {
      for (const event of events) await this.#deliver(event)
      if (signal.aborted) return
      this.#taken = cursor
      if (events.length > 0 || this.#webhook.failing) await this.#note({ position: cursor })
    }
  }

  async #read(after: number): Promise<EventPage> {
    const { owner: reader, asAdmin, rooms, kinds } = this.#webhook
    const { service } = this.#options
    const isAdmin = asAdmin && (await service.run({}, ({ settings }) => settings.admins.has(reader)))
    const chosen = { ...(rooms.length > 0 && { rooms }), ...(kinds.length > 0 && { kinds }) }
    const reading = { reader, isAdmin, after, most: PAGE, ...chosen }
    return service.run({ lookup: eventsLookup(reading) }, turn => {
      refuseBlocked(turn, reader)
      const read = () => readEvents(turn, reading)
      // An admin of the service whose token lacked the scope `admin` has the rights of any other owner.
      return isAdmin ? read() : turn.settings.admins.withoutAdmin(reader, read)
    })
  }

  /** Posts an event until the receiver takes it, or the courier stops. */
  async #deliver(event: StoredEvent): Promise<void> {
    const { signal } = this.#stop
    for (let attempts = 1; !signal.aborted; attempts++) {
      const { isAllowed, now } = this.#options
      const outcome: Outcome = await post(this.#webhook, event, { isAllowed, signal, now: now() })
      if (!outcome) this.#taken = event.position
      if (!outcome || signal.aborted) return
      await this.#note({ position: this.#taken, ...outcome })
      await this.#pauseAfter(attempts)
    }
  }

  async #note(posted: Posted): Promise<void> {
    const lookup = { webhook: this.#webhook.id }
    const now = await this.#options.service.run({ lookup }, turn => notePosted(turn, posted))
    if (!now || now.isPaused) this.#stop.abort()
    else this.#webhook = now
  }

  /** Waits before the next attempt. `attempts`: the number of attempts that have failed. */
  async #pauseAfter(attempts: number): Promise<void> {
    if (attempts === 0) return
    const length = PAUSES[Math.min(attempts, PAUSES.length) - 1] ?? 0
    await pause(length, undefined, { signal: this.#stop.signal }).catch(() => undefined)
  }
}
