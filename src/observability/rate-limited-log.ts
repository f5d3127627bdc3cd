import type { Logger } from 'pino'

/** The fields of a log line. `event` is a word of the fixed list in docs/operations.md. */
export type Fields = { readonly event: string } & Readonly<Record<string, unknown>>

export type RateLimitedLogOptions = {
  /** The maximum number of lines per minute. */
  readonly limit: number
  /** What the lines are about, for the line that counts the suppressed ones. */
  readonly of: string
  readonly level?: 'info' | 'error'
}

/**
 * Limits the log lines per minute about events that strangers can cause, so that they cannot fill the disk. Further lines
 * are counted by event; one line at the end of the minute reports the counts.
 */
export class RateLimitedLog {
  readonly #log: Pick<Logger, 'info' | 'error'>
  readonly #options: RateLimitedLogOptions
  #written = 0
  #suppressed = new Map<string, number>()

  constructor(log: Pick<Logger, 'info' | 'error'>, options: RateLimitedLogOptions) {
    this.#log = log
    this.#options = options
  }

  /** Writes a line, or counts it if the limit of this minute is reached. */
  write(fields: Fields, text: string): void {
    this.#written++
    const { limit, level = 'info' } = this.#options
    if (this.#written <= limit) this.#log[level](fields, text)
    else this.#suppressed.set(fields.event, (this.#suppressed.get(fields.event) ?? 0) + 1)
  }

  /** Ends the minute: reports the suppressed lines, if there are any, and starts counting from zero. */
  endMinute(): void {
    const counts = Object.fromEntries(this.#suppressed)
    this.#written = 0
    this.#suppressed = new Map()
    if (Object.keys(counts).length === 0) return
    const { of, level = 'info' } = this.#options
    this.#log[level](
      { event: 'unwritten', of, counts },
      `There were more ${of} in this minute than the log may contain`,
    )
  }
}
