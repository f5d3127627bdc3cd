import type { Clock } from '../time/monotonic-clock.js'

export type KeepAliveOptions = {
  readonly clock: Clock
  /** How long a ping may be on its way, and how long there may be none on its way, in milliseconds. */
  readonly timeout: number
  /** Nothing has been asked for so long: it is time to ask. */
  sendPing(): void
  /** The server does not answer. */
  onTimeout(): void
}

/** After a halt of our own, answers lie in the socket that have not been read yet: they get this much more, in ms. */
const GRACE = 1000

/** Notices a server that has stopped or a network that is cut: a ping is on its way at least every so often. */
export class KeepAlive {
  readonly #options: KeepAliveOptions
  #isWaiting = false
  #isPaused = false
  #callOff: () => void = () => {}

  constructor(options: KeepAliveOptions) {
    this.#options = options
  }

  /** A ping went out; there may be others before it, whose time counts. */
  pinged(): void {
    if (!this.#isWaiting) this.#start(true)
  }

  /** A ping is back. */
  answered({ othersOut }: { othersOut: boolean }): void {
    this.#start(othersOut)
  }

  /** Nothing is read from the link: no answer can come, and that is no fault of the server. */
  pause(): void {
    this.#isPaused = true
    this.#callOff()
  }

  /** The link is read again, and the time begins anew. */
  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#start(this.#isWaiting)
  }

  /** There is no link. */
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
