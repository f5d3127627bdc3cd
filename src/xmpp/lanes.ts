import { attr, type Element } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { type FanOut, fanOut, LONGEST_STANZA, splice, type Window } from './fan-out.js'

/** How many stanzas of one room go before the next room has its turn. */
const TURN = 25
/** What all lanes hold at most, in characters. A server that is this far behind is not reading at all. */
const MOST_CHARACTERS = 64 * 1024 * 1024
/** What an address in a queue costs, next to the stanza's text. */
const ADDRESS_CHARACTERS = 64

type Room = { readonly name: string; readonly queue: Fifo<FanOut> }

/**
 * Stanzas that wait for their window: answers first, then the rooms in turns, each in its own order. An answer does not
 * overtake what its room said last, if that was to the same person alone: who leaves a room by a request of their own
 * hears first that they are out (XEP-0045 §8.2).
 */
export class Lanes {
  readonly #answers = new Fifo<FanOut>()
  readonly #rooms = new Map<string, Room>()
  readonly #turns = new Fifo<Room>()
  readonly #most: number
  #characters = 0
  #stanzas = 0

  /** Holds as many characters as given at most, an address counting as 64. */
  constructor(most = MOST_CHARACTERS) {
    this.#most = most
  }

  /** Queues a stanza for each address; false where it is too long, or the lanes are full, and it is lost. */
  add(stanza: Element, to: readonly string[]): boolean {
    if (to.length === 0) return true
    const added = fanOut(stanza, to)
    if (Buffer.byteLength(added.rest) > LONGEST_STANZA || this.#characters + weight(added) > this.#most) return false
    this.#characters += weight(added)
    this.#stanzas += to.length
    const queue = isAnswer(stanza) && !this.#wasAddressed(stanza, to) ? this.#answers : this.#queueOf(stanza)
    queue.push(added)
    return true
  }

  /** Moves answers into the window until it is full or none is left. */
  takeAnswers(window: Window): void {
    this.#take(this.#answers, window, Number.POSITIVE_INFINITY)
  }

  /** Moves the rooms' stanzas into the window until it is full or none is left. */
  takeBulk(window: Window): void {
    for (let room = this.#turns.first; room && window.left > 0; room = this.#turns.first) {
      this.#take(room.queue, window, TURN)
      this.#turns.shift()
      if (room.queue.first) this.#turns.push(room)
      else this.#rooms.delete(room.name)
    }
  }

  /** Whether stanzas of this room wait. */
  holds(room: string): boolean {
    return this.#rooms.has(room)
  }

  get hasBulk(): boolean {
    return this.#turns.first !== undefined
  }

  get isEmpty(): boolean {
    return !this.hasBulk && this.#answers.first === undefined
  }

  /** What waits: its size in characters, and how many stanzas that is when each address has got its own. */
  get load(): { readonly characters: number; readonly stanzas: number } {
    return { characters: this.#characters, stanzas: this.#stanzas }
  }

  /** Drops all that waits. */
  clear(): void {
    this.#answers.clear()
    this.#turns.clear()
    this.#rooms.clear()
    this.#characters = 0
    this.#stanzas = 0
  }

  #take(queue: Fifo<FanOut>, window: Window, turn: number): void {
    let most = turn
    for (let first = queue.first; first && most > 0 && window.left > 0; first = queue.first) {
      const put = splice(first, window, most)
      most -= put
      this.#stanzas -= put
      if (first.next < first.to.length) return
      queue.shift()
      this.#characters -= weight(first)
    }
  }

  /** Whether the last that waits of this room is for the same people as this stanza, and for nobody else. */
  #wasAddressed(stanza: Element, to: readonly string[]): boolean {
    const last = this.#rooms.get(roomOf(stanza))?.queue.last?.to ?? []
    const people = new Set(to.map(bareOf))
    return last.length > 0 && last.every(address => people.has(bareOf(address)))
  }

  #queueOf(stanza: Element): Fifo<FanOut> {
    const name = roomOf(stanza)
    const known = this.#rooms.get(name)
    if (known) return known.queue
    const room = { name, queue: new Fifo<FanOut>() }
    this.#rooms.set(name, room)
    this.#turns.push(room)
    return room.queue
  }
}

/** The bare JID of the room that sends this, or of the service. */
function roomOf(stanza: Element): string {
  return bareOf(attr(stanza, 'from') ?? '')
}

/**
 * Somebody waits for it, and it says nothing about the order of things in the room. The messages of an archive come
 * before the result that ends them (XEP-0313).
 */
function isAnswer(stanza: Element): boolean {
  const type = attr(stanza, 'type')
  const isArchived = stanza.name === 'message' && stanza.getChild('result', NS.archive) !== undefined
  return type === 'error' || isArchived || (stanza.name === 'iq' && type === 'result')
}

function weight({ rest, to }: FanOut): number {
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

  shift(): void {
    this.#head++
    if (this.#head * 2 < this.#items.length) return
    this.#items = this.#items.slice(this.#head)
    this.#head = 0
  }

  clear(): void {
    this.#items = []
    this.#head = 0
  }
}
