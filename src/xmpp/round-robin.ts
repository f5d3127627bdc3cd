import type { Shares } from '../limits/shares.js'
import { type FanOut, render, type Window } from './fan-out.js'

/** The places of a window that one queue gets in a turn. */
const TURN = 25
/** The size of an address in a queue, besides the text of the stanza. */
const ADDRESS_CHARACTERS = 64

/** What the queues of several round robins use together. */
export type Use = {
  /** The characters of each queue, by name. */
  readonly memory: Shares
  /** The places that the copies of each causer will take in windows. */
  readonly places: Shares
}

/** Moves the next copies of a stanza of this queue into the window; none if it has to wait until `resume`. */
interface Renderer {
  render(stanza: FanOut, window: Window, name: string): number
}

type Queue = { readonly name: string; readonly waiting: Fifo<FanOut> }

/** Named queues that take turns; each keeps its order. A queue exists as long as it holds a stanza. */
export class RoundRobin {
  readonly #queues = new Map<string, Queue>()
  readonly #order = new Fifo<Queue>()
  /** The queues whose first stanza has to wait. */
  readonly #held: Queue[] = []
  readonly #use: Use
  readonly #renderer: Renderer
  #stanzas = 0

  constructor(use: Use, renderer: Renderer = { render }) {
    this.#use = use
    this.#renderer = renderer
  }

  get isEmpty(): boolean {
    return this.#queues.size === 0
  }

  get hasTurn(): boolean {
    return this.#order.first !== undefined
  }

  /** The number of the queued stanzas, one for each address. */
  get stanzas(): number {
    return this.#stanzas
  }

  first(name: string): FanOut | undefined {
    return this.#queues.get(name)?.waiting.first
  }

  last(name: string): FanOut | undefined {
    return this.#queues.get(name)?.waiting.last
  }

  push(name: string, stanza: FanOut): void {
    this.#use.memory.take(name, weightOf(stanza))
    for (const causer of stanza.causers) this.#use.places.take(causer, stanza.cost * stanza.to.length)
    this.#stanzas += stanza.to.length
    this.#queueOf(name).waiting.push(stanza)
  }

  /** Moves the stanzas of one turn into the window; none if the window is full or no queue is left. */
  takeTurn(window: Window): void {
    const queue = window.left > 0 ? this.#order.shift() : undefined
    if (!queue) return
    const places = Math.min(TURN, window.left)
    const turn: Window = { texts: window.texts, left: places }
    const isHeld = this.#take(queue, turn)
    window.left -= places - turn.left
    if (isHeld) this.#held.push(queue)
    else if (queue.waiting.first) this.#order.push(queue)
    else this.#queues.delete(queue.name)
  }

  /** The stanzas that had to wait are tried again. */
  resume(): void {
    for (const queue of this.#held.splice(0)) this.#order.push(queue)
  }

  /** Drops all stanzas; the caller clears what they used. */
  clear(): void {
    this.#queues.clear()
    this.#order.clear()
    this.#held.length = 0
    this.#stanzas = 0
  }

  /** Whether the first stanza of the queue has to wait. */
  #take({ name, waiting }: Queue, turn: Window): boolean {
    const { memory, places } = this.#use
    for (let first = waiting.first; first && turn.left > 0; first = waiting.first) {
      const copies = this.#renderer.render(first, turn, name)
      if (copies === 0) return true
      this.#stanzas -= copies
      for (const causer of first.causers) places.giveBack(causer, copies * first.cost)
      if (first.next < first.to.length) continue
      waiting.shift()
      memory.giveBack(name, weightOf(first))
    }
    return false
  }

  #queueOf(name: string): Queue {
    const known = this.#queues.get(name)
    if (known) return known
    const queue = { name, waiting: new Fifo<FanOut>() }
    this.#queues.set(name, queue)
    this.#order.push(queue)
    return queue
  }
}

/** The size of a queued stanza in characters. */
export function weightOf({ rest, to }: FanOut): number {
  return rest.length + to.length * ADDRESS_CHARACTERS
}

/** A queue whose `shift` does not move all items each time, as that of a long array does. */
class Fifo<T> {
  #items: T[] = []
  #head = 0

  get first(): T | undefined {
    return this.#items[this.#head]
  }

  get last(): T | undefined {
    return this.#head < this.#items.length ? this.#items.at(-1) : undefined
  }

  push(item: T): void {
    this.#items.push(item)
  }

  shift(): T | undefined {
    const { first } = this
    if (first === undefined) return undefined
    this.#head++
    if (this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head)
      this.#head = 0
    }
    return first
  }

  clear(): void {
    this.#items = []
    this.#head = 0
  }
}
