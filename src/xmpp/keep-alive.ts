import type { Clock } from '../time/monotonic-clock.js'

export type KeepAliveOptions = {
  readonly clock: Clock
  /** How long a ping may take, and the longest time without a ping in flight, in milliseconds. */
  readonly timeout: number
  /** Called when no ping has been in flight for `timeout`. */
  sendPing(): void
  /** Called once when a ping is not answered in time. */
  onTimeout(): void
}

/** After a halt of this process the answer may lie unread in the socket: it gets this extra time, in milliseconds. */
const GRACE = 1000

/** Detects a server that hangs or a network that is cut, by a ping at least every `timeout`. */
export class KeepAlive {
  readonly #options: KeepAliveOptions
  #isWaiting = false
  #isPaused = false
  #callOff: () => void = () => {}

  constructor(options: KeepAliveOptions) {
    this.#options = options
  }

  /** A ping was sent. If others are in flight, the time of the first one counts. */
  pinged(): void {
    if (!this.#isWaiting) this.#start(true)
  }

  answered({ othersOut }: { othersOut: boolean }): void {
    this.#start(othersOut)
  }

  /** The link is not read, so no answer can arrive: stops the time. */
  pause(): void {
    this.#isPaused = true
    this.#callOff()
  }

  /** The link is read again: restarts the time. */
  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#start(this.#isWaiting)
  }

  stop(): void {
    this.#callOff()
    this.#isWaiting = false
    this.#isPaused = false
  }

  #start(isWaiting: boolean): void {
    const { clock, timeout, sendPing, onTimeout } = this.#options
    this.#callOff()
    this.#isWaiting = isWaiting
    if (this.#isPaused) return
    this.#callOff = clock.after(timeout, () => {
      if (!isWaiting) return sendPing()
      this.#callOff = clock.after(GRACE, onTimeout)
    })
  }
}
