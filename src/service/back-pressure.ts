import { type Clock, monotonicClock } from '../time/monotonic-clock.js'

/** Work that waits: how many pieces, and how large their stanzas are, in bytes. */
export type Queued = { readonly works: number; readonly bytes: number }

/** How much may wait to be done, and to be said, in bytes or characters: enough for a crowd that comes in. */
export const MEMORY_LIMIT = 8 * 1024 * 1024

/** For how long work is held until new work is refused at once, in milliseconds: a crowd that comes in takes less. */
const PATIENCE = 5000

export type BackPressureOptions = {
  /** The link is read no more, or again. */
  pauseReading(): void
  resumeReading(): void
  /** `MEMORY_LIMIT` where absent. */
  readonly memoryLimit?: number
  readonly clock?: Clock
}

/**
 * Keeps memory bounded where others are slow.
 *
 * While the server does not take what there is to say, no batch is begun: what a stanza waits as is smaller than what it
 * is told to everybody as. The link is read all the same, for the pings that make room come that way, and a server may
 * not read us while we do not read it. Where the work that is held becomes too much, new work is refused.
 *
 * While the storage is slow, the link is not read: the server keeps what comes. That ends without anything from the link.
 */
export class BackPressure {
  readonly #options: BackPressureOptions
  readonly #clock: Clock
  readonly #bounds: ReturnType<typeof boundsFor>
  #queued: Queued = { works: 0, bytes: 0 }
  #heldSince: number | undefined
  #reading: 'no link' | 'on' | 'paused' = 'no link'
  #isOver = false
  #goOn: () => void = () => {}

  constructor(options: BackPressureOptions) {
    this.#options = options
    this.#clock = options.clock ?? monotonicClock
    this.#bounds = boundsFor(options.memoryLimit ?? MEMORY_LIMIT)
  }

  /** Whether new work is refused. */
  get isFull(): boolean {
    const held = this.#heldSince === undefined ? 0 : this.#clock.now() - this.#heldSince
    return held > PATIENCE || exceeds(this.#queued, this.#bounds.full)
  }

  /** Whether even what cannot be refused finds no place. */
  get isBursting(): boolean {
    return exceeds(this.#queued, this.#bounds.bursting)
  }

  /** Resolves when the next batch may begin. */
  async mayBegin(): Promise<void> {
    if (this.#heldSince === undefined) return
    await new Promise<void>(resolve => {
      this.#goOn = resolve
    })
  }

  /** So much work waits now. */
  queued(queued: Queued): void {
    this.#queued = queued
    this.#turnReading()
  }

  /** More is to be said than the server takes soon. */
  congested(): void {
    if (this.#isOver) return
    this.#heldSince ??= this.#clock.now()
    this.#turnReading()
  }

  /** The server has taken most of it, or is gone. */
  eased(): void {
    this.#heldSince = undefined
    this.#goOn()
    this.#turnReading()
  }

  /** There is a new link, which is read. */
  linkUp(): void {
    this.#reading = 'on'
    this.#turnReading()
  }

  /** Until there is a link again, there is nothing to pause. */
  linkDown(): void {
    this.#reading = 'no link'
  }

  /** The service stops: nothing is held any more. */
  end(): void {
    this.#isOver = true
    this.eased()
  }

  #turnReading(): void {
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
    /** While more than this waits for a slow storage, nothing is read from the link; with no more than this it is again. */
    paused: { works: 3000, bytes: bytes / 2 },
    resumed: { works: 1000, bytes: bytes / 8 },
    /** Where more than this waits, new work is refused; where even more does, what cannot be refused is dropped. */
    full: { works: 6000, bytes },
    bursting: { works: 24_000, bytes: 4 * bytes },
  }
}

function exceeds(queued: Queued, most: Queued): boolean {
  return queued.works > most.works || queued.bytes > most.bytes
}
