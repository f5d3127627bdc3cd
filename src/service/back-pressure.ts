/** The default limit of each of work that waits (in bytes) and of queued stanzas (in characters). */
export const MEMORY_LIMIT = 8 * 1024 * 1024

/** The parts of the limit at which reading pauses and resumes. One user or room alone never has so much waiting. */
const [PAUSED, RESUMED] = [3 / 4, 1 / 4]

export type BackPressureOptions = {
  /** Stops reading from the link until `resumeReading`. */
  pauseReading(): void
  resumeReading(): void
  /** In bytes, by default `MEMORY_LIMIT`. */
  readonly memoryLimit?: number
}

/**
 * Does not read the link while much work waits for a slow storage: the server queues the stanzas. Reading resumes when
 * enough of the work is stored, which needs no input from the link. Work that waits until the server has taken stanzas
 * does not count: the answers that tell so arrive over the link.
 */
export class BackPressure {
  readonly #options: BackPressureOptions
  readonly #limit: number
  #waiting = 0
  #reading: 'no link' | 'on' | 'paused' = 'no link'

  constructor(options: BackPressureOptions) {
    this.#options = options
    this.#limit = options.memoryLimit ?? MEMORY_LIMIT
  }

  /** Reports the size of the work that waits for the storage now, in bytes. */
  waits(bytes: number): void {
    this.#waiting = bytes
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

  #updateReading(): void {
    if (this.#reading === 'on' && this.#waiting > this.#limit * PAUSED) {
      this.#reading = 'paused'
      this.#options.pauseReading()
    } else if (this.#reading === 'paused' && this.#waiting <= this.#limit * RESUMED) {
      this.#reading = 'on'
      this.#options.resumeReading()
    }
  }
}
