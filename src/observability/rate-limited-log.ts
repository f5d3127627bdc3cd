import type { Logger } from 'pino'

/** What a line says beside its text; `event` is one word of a fixed list, by which lines are found and counted. */
export type Fields = { readonly event: string } & Readonly<Record<string, unknown>>

export type RateLimitedLogOptions = {
  /** How many lines a minute. */
  readonly most: number
  /** What they tell of, in the line that counts those above. */
  readonly of: string
  readonly level?: 'info' | 'error'
}

/**
 * Writes so many lines a minute of what strangers can bring about, so that they cannot fill a disk. What is above is
 * counted by event, and one line tells the counts when the minute is over.
 */
export class RateLimitedLog {
  readonly #log: Pick<Logger, 'info' | 'error'>
  readonly #options: RateLimitedLogOptions
  #written = 0
  #unwritten = new Map<string, number>()

  constructor(log: Pick<Logger, 'info' | 'error'>, options: RateLimitedLogOptions) {
    this.#log = log
    this.#options = options
  }

  write(fields: Fields, text: string): void {
    this.#written++
    const { most, level = 'info' } = this.#options
    if (this.#written <= most) this.#log[level](fields, text)
    else this.#unwritten.set(fields.event, (this.#unwritten.get(fields.event) ?? 0) + 1)
  }

  /** The minute is over. */
  turn(): void {
    const counts = Object.fromEntries(this.#unwritten)
    this.#written = 0
    this.#unwritten = new Map()
    if (Object.keys(counts).length === 0) return
    const { of, level = 'info' } = this.#options
    this.#log[level]({ event: 'unwritten', of, counts }, `More ${of} came in this minute than are written`)
  }
}
