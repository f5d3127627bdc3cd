import { type Clock, monotonicClock } from '../time/monotonic-clock.js'

/** The work that waits: the number of pieces, and the length of their stanzas in bytes. */
export type Queued = { readonly works: number; readonly bytes: number }

/** The default limit of each of queued work (in bytes) and queued stanzas (in characters): enough for a mass join. */
export const MEMORY_LIMIT = 8 * 1024 * 1024

/** In milliseconds. After work is held for this long, new work is refused at once; a mass join takes less. */
const MAX_HOLD = 5000

export type BackPressureOptions = {
  /** Stops reading from the link until `resumeReading`. */
  pauseReading(): void
  resumeReading(): void
  /** In bytes, by default `MEMORY_LIMIT`. */
  readonly memoryLimit?: number
  readonly clock?: Clock
}

/**
 * Keeps memory bounded while the server or the storage is slow.
 *
 * While the server is slow, no batch begins, because a queued stanza is smaller than its fan-out. The link is still
 * read: the pongs that free space arrive there, and some servers do not read from a component that does not read from
 * them. When too much work is held, new work is refused.
 *
 * While the storage is slow, the link is not read, and the server queues the stanzas. Reading resumes when enough of
 * the work is stored, which needs no input from the link.
 */
export class BackPressure {
  readonly #options: BackPressureOptions
  readonly #clock: Clock
  readonly #bounds: ReturnType<typeof boundsFor>
  #queued: Queued = { works: 0, bytes: 0 }
  #heldSince: number | undefined
  #reading: 'no link' | 'on' | 'paused' = 'no link'
  #isOver = false
  #release: () => void = () => {}

  constructor(options: BackPressureOptions) {
    this.#options = options
    this.#clock = options.clock ?? monotonicClock
    this.#bounds = boundsFor(options.memoryLimit ?? MEMORY_LIMIT)
  }

  /** Whether new work is refused. */
  get isFull(): boolean {
    const held = this.#heldSince === undefined ? 0 : this.#clock.now() - this.#heldSince
    return held > MAX_HOLD || exceeds(this.#queued, this.#bounds.full)
  }

  /** Whether must-retry work is dropped, too. */
  get isOverflowing(): boolean {
    return exceeds(this.#queued, this.#bounds.overflowing)
  }

  /** Resolves when the next batch may begin. */
  async mayBegin(): Promise<void> {
    if (this.#heldSince === undefined) return
    await new Promise<void>(resolve => {
      this.#release = resolve
    })
  }

  /** Reports the work that waits now. */
  queued(queued: Queued): void {
    this.#queued = queued
    this.#updateReading()
  }

  /** Reports that more stanzas are queued than the server accepts soon. */
  congested(): void {
    if (this.#isOver) return
    this.#heldSince ??= this.#clock.now()
    this.#updateReading()
  }

  /** Reports that the server has received most of the queued stanzas, or that the link is down. */
  eased(): void {
    this.#heldSince = undefined
    this.#release()
    this.#updateReading()
  }

  /** Reports a new link. It is read at first. */
  linkUp(): void {
    this.#reading = 'on'
    this.#updateReading()
  }

  /** Reports that the link is down. Reading is neither paused nor resumed until there is a new one. */
  linkDown(): void {
    this.#reading = 'no link'
  }

  /** Holds no work from now on: the service stops. */
  end(): void {
    this.#isOver = true
    this.eased()
  }

  #updateReading(): void {
    const isHeld = this.#heldSince !== undefined
    if (this.#reading === 'on' && !isHeld && exceeds(this.#queued, this.#bounds.paused)) {
      this.#reading = 'paused'
      this.#options.pauseReading()
    } else if (this.#reading === 'paused' && (isHeld || !exceeds(this.#queued, this.#bounds.resumed))) {
      this.#reading = 'on'
      this.#options.resumeReading()
    }
  }
}

function boundsFor(bytes: number) {
  return {
    /** Reading pauses when more than `paused` waits for slow storage, and resumes at no more than `resumed`. */
    paused: { works: 3000, bytes: bytes / 2 },
    resumed: { works: 1000, bytes: bytes / 8 },
    /** Above `full`, new work is refused; above `overflowing`, must-retry work is dropped, too. */
    full: { works: 6000, bytes },
    overflowing: { works: 24_000, bytes: 4 * bytes },
  }
}

function exceeds(queued: Queued, limit: Queued): boolean {
  return queued.works > limit.works || queued.bytes > limit.bytes
}
