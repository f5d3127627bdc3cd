/** Round trips in milliseconds: a half-window gets smaller above `slow`, and larger below `fast`. */
const ROUND_TRIP = { fast: 100, slow: 200 }
/** The smallest half-window, in places: less would cost throughput and gain little time. */
const LEAST = 50
/** The half-window at the start, in places. */
const FIRST = 100
const GROWTH = 1.25
/** In half-windows: what the server takes in a round trip. */
const SOON = 2

/**
 * The size of half-windows, by the time in which the server takes them. What is written waits at the server behind the
 * two half-windows in flight, so these hold what it takes in a fifth of a second.
 */
export class Pace {
  readonly #most: number
  #half: number

  /** `most`: the largest half-window, in places. */
  constructor(most: number) {
    this.#most = most
    this.#half = Math.min(most, FIRST)
  }

  /** The places of the next half-window. */
  get half(): number {
    return Math.floor(this.#half)
  }

  /** The places that the server takes soon. */
  get soon(): number {
    return SOON * this.half
  }

  /** A ping came back after so many milliseconds. `isFull`: it ended a whole half-window. */
  measured(roundTrip: number, isFull: boolean): void {
    const { fast, slow } = ROUND_TRIP
    if (roundTrip > slow) this.#set(this.#half * Math.max(1 / 2, slow / roundTrip))
    else if (roundTrip < fast && isFull) this.#set(this.#half * GROWTH)
  }

  #set(half: number): void {
    this.#half = Math.min(this.#most, Math.max(LEAST, half))
  }
}
