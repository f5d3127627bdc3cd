import { type FanOut, render, type Window } from './fan-out.js'

/** How many places of a window one queue gets before the next has its turn. */
const TURN = 25
/** What an address in a queue costs, next to the stanza's text. */
const ADDRESS_CHARACTERS = 64

/** How much waits: in characters, and how many stanzas that is when each address has got its own. */
export type Load = { readonly characters: number; readonly stanzas: number }

type Queue = { readonly name: string; readonly waiting: Fifo<FanOut> }

/** OutboundQueues that take turns, each of which keeps its own order. There is one for each name that something waits under. */
export class RoundRobin {
  readonly #queues = new Map<string, Queue>()
  readonly #order = new Fifo<Queue>()
  #characters = 0
  #stanzas = 0

  get isEmpty(): boolean {
    return this.#order.first === undefined
  }

  get load(): Load {
    return { characters: this.#characters, stanzas: this.#stanzas }
  }

  /** The first and the last that wait under this name. */
  first(name: string): FanOut | undefined {
    return this.#queues.get(name)?.waiting.first
  }

  last(name: string): FanOut | undefined {
    return this.#queues.get(name)?.waiting.last
  }

  push(name: string, stanza: FanOut): void {
    this.#characters += weightOf(stanza)
    this.#stanzas += stanza.to.length
    this.#queueOf(name).waiting.push(stanza)
  }

  /** Moves the stanzas of one turn into the window; none where the window is full or none is left. */
  takeTurn(window: Window): void {
    const queue = window.left > 0 ? this.#order.shift() : undefined
    if (!queue) return
    const places = Math.min(TURN, window.left)
    const turn: Window = { texts: window.texts, left: places }
    this.#take(queue.waiting, turn)
    window.left -= places - turn.left
    if (queue.waiting.first) this.#order.push(queue)
    else this.#queues.delete(queue.name)
  }

  clear(): void {
    this.#queues.clear()
    this.#order.clear()
    this.#characters = 0
    this.#stanzas = 0
  }

  #take(waiting: Fifo<FanOut>, turn: Window): void {
    for (let first = waiting.first; first && turn.left > 0; first = waiting.first) {
      this.#stanzas -= render(first, turn)
      if (first.next < first.to.length) return
      waiting.shift()
      this.#characters -= weightOf(first)
    }
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

/** What a stanza takes while it waits, in characters. */
export function weightOf({ rest, to }: FanOut): number {
  return rest.length + to.length * ADDRESS_CHARACTERS
}

/** A queue that does not move its items at each step, as the shift of a long array does. */
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
