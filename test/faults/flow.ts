import type { Socket } from 'node:net'
import type { Chance } from '../random/chance.js'

/**
 * What happens to bytes. `pass`: forwarded at once. `wait`: not read, so that both sides block when the buffers are
 * full. `swallow`: silently discarded. `trickle`: forwarded at 20 kB per second. `drip`: forwarded in pieces of 1 to 7
 * bytes, which split stanzas and characters.
 */
export type Treatment = 'pass' | 'wait' | 'swallow' | 'trickle' | 'drip'

/** Milliseconds between two pieces, and bytes per piece. */
const TRICKLE = { every: 20, bytes: 400 }
const LONGEST_DROP = 7
/** Pieces written per turn of the event loop. */
const DROPS_AT_ONCE = 60

/** One direction of a connection. */
export class Flow {
  readonly #from: Socket
  readonly #to: Socket
  readonly #chance: Chance
  #treatment: Treatment = 'pass'
  /** Bytes that were read and are not written yet. */
  #waiting: Buffer = Buffer.alloc(0)
  #hasEnded = false
  #timer: NodeJS.Timeout | undefined

  constructor(from: Socket, to: Socket, chance: Chance) {
    this.#from = from
    this.#to = to
    this.#chance = chance
    from.on('data', (bytes: Buffer) => this.#take(bytes))
    from.once('end', () => {
      this.#hasEnded = true
      this.#write()
    })
    to.on('drain', () => this.#write())
    from.once('close', () => clearTimeout(this.#timer))
  }

  setTreatment(treatment: Treatment): void {
    this.#treatment = treatment
    this.#write()
  }

  /** Stops reading and writing. */
  stop(): void {
    this.setTreatment('wait')
  }

  #take(bytes: Buffer): void {
    if (this.#treatment === 'swallow') return
    this.#waiting = Buffer.concat([this.#waiting, bytes])
    this.#write()
  }

  /** Writes, and pauses reading while bytes wait, so that a fast sender is slowed down as by a slow network. */
  #write(): void {
    clearTimeout(this.#timer)
    if (this.#treatment === 'swallow') this.#waiting = Buffer.alloc(0)
    else if (this.#treatment !== 'wait') this.#writeSome()
    const holds = this.#treatment === 'wait' || this.#waiting.length > 0 || this.#to.writableNeedDrain
    if (holds) this.#from.pause()
    else this.#from.resume()
    if (this.#hasEnded && this.#waiting.length === 0 && this.#treatment === 'pass') this.#to.end()
  }

  #writeSome(): void {
    if (this.#treatment === 'pass') this.#writePart(this.#waiting.length)
    if (this.#treatment === 'trickle') this.#writePart(TRICKLE.bytes)
    for (let n = 0; this.#treatment === 'drip' && n < DROPS_AT_ONCE; n++) {
      this.#writePart(1 + this.#chance.below(LONGEST_DROP))
    }
    if (this.#waiting.length === 0) return
    this.#timer = setTimeout(() => this.#write(), this.#treatment === 'trickle' ? TRICKLE.every : 0)
  }

  #writePart(length: number): void {
    const part = this.#waiting.subarray(0, length)
    this.#waiting = this.#waiting.subarray(part.length)
    if (part.length > 0) this.#to.write(part)
  }
}
