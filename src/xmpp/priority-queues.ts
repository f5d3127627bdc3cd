import { attr, type Element } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { fanOut, LONGEST_STANZA, type Window } from './fan-out.js'
import { type Load, RoundRobin, weightOf } from './round-robin.js'

/** What all lanes hold at most, in characters. A server that is this far behind is not reading at all. */
const MOST_CHARACTERS = 64 * 1024 * 1024

/**
 * Stanzas that wait for their window. Those who asked for something take turns for their answers. The rest is bulk: a
 * turn of what a room says, a turn of what somebody reads in an archive, and so on; the rooms take turns among themselves,
 * and so do the readers.
 *
 * An answer does not overtake what its room said last, if that was to the same person alone: who leaves a room by a
 * request of their own hears first that they are out (XEP-0045 §8.2). Nor does the result that ends a page of an archive
 * overtake the messages of the page (XEP-0313).
 */
export class PriorityQueues {
  readonly #answers = new RoundRobin()
  readonly #rooms = new RoundRobin()
  readonly #readers = new RoundRobin()
  readonly #bulk = [this.#rooms, this.#readers]
  readonly #most: number
  #added = 0

  /** Holds as many characters as given at most, an address counting as 64. */
  constructor(most = MOST_CHARACTERS) {
    this.#most = most
  }

  /** Queues a stanza for each address; false where it is too long, or the lanes are full, and it is lost. */
  add(stanza: Element, to: readonly string[]): boolean {
    if (to.length === 0) return true
    const added = fanOut(stanza, { to, number: this.#added + 1 })
    const isTooLong = Buffer.byteLength(added.rest) > LONGEST_STANZA
    if (isTooLong || this.load.characters + weightOf(added) > this.#most) return false
    this.#added++
    const asker = bareOf(to[0] ?? '')
    if (isOfArchive(stanza)) this.#readers.push(asker, added)
    else if (isAnswer(stanza) && !this.#wasAddressed(stanza, to)) this.#answers.push(asker, added)
    else this.#rooms.push(roomOf(stanza), added)
    return true
  }

  /** Moves answers into the window until it is full or none is left. */
  takeAnswers(window: Window): void {
    while (this.hasAnswers && window.left > 0) this.#answers.takeTurn(window)
  }

  /** Moves bulk into the window until it is full or none is left. */
  takeBulk(window: Window): void {
    while (this.hasBulk && window.left > 0) {
      this.#bulk[0]?.takeTurn(window)
      // Also for the next window: a turn may have filled this one.
      this.#bulk.reverse()
    }
  }

  /** How many stanzas have been queued so far. */
  get added(): number {
    return this.#added
  }

  /** Whether any of the first so many of all stanzas still waits to be said by this room. */
  holds(room: string, added: number): boolean {
    const first = this.#rooms.first(room)
    return first !== undefined && first.number <= added
  }

  get hasAnswers(): boolean {
    return !this.#answers.isEmpty
  }

  get hasBulk(): boolean {
    return !this.#rooms.isEmpty || !this.#readers.isEmpty
  }

  get isEmpty(): boolean {
    return !this.hasAnswers && !this.hasBulk
  }

  get load(): Load {
    const [answers, rooms, readers] = [this.#answers.load, this.#rooms.load, this.#readers.load]
    return {
      characters: answers.characters + rooms.characters + readers.characters,
      stanzas: answers.stanzas + rooms.stanzas + readers.stanzas,
    }
  }

  /** Drops all that waits. */
  clear(): void {
    for (const turns of [this.#answers, this.#rooms, this.#readers]) turns.clear()
  }

  /** Whether the last that waits of this room is for the same people as this stanza, and for nobody else. */
  #wasAddressed(stanza: Element, to: readonly string[]): boolean {
    const last = this.#rooms.last(roomOf(stanza))?.to ?? []
    const people = new Set(to.map(bareOf))
    return last.length > 0 && last.every(address => people.has(bareOf(address)))
  }
}

/** The bare JID of the room that sends this, or of the service. */
function roomOf(stanza: Element): string {
  return bareOf(attr(stanza, 'from') ?? '')
}

/** A message of a page of an archive, or the result that ends the page (XEP-0313). */
function isOfArchive(stanza: Element): boolean {
  if (stanza.name === 'message') return stanza.getChild('result', NS.archive) !== undefined
  return stanza.name === 'iq' && stanza.getChild('fin', NS.archive) !== undefined
}

/** Somebody waits for it, and it says nothing about the order of things in the room. */
function isAnswer(stanza: Element): boolean {
  const type = attr(stanza, 'type')
  return type === 'error' || (stanza.name === 'iq' && type === 'result')
}
