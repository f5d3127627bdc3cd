import { attr, type Element } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { fanOut, LONGEST_STANZA, type Window } from './fan-out.js'
import { type Load, RoundRobin, weightOf } from './round-robin.js'

/** The most characters in all queues. A server that is this far behind is not reading at all. */
const MOST_CHARACTERS = 64 * 1024 * 1024

/**
 * Stanzas that wait for a window, in two priorities. Answers come first, the requesters in turn. The rest is bulk:
 * alternately a turn of room traffic and a turn of archive messages, the rooms in turn and the readers in turn.
 *
 * A result does not overtake what its request brought about: the presences and messages of the room reach the requester,
 * and all others, before it (XEP-0045 §10.9). Nor does the result at the end of an archive page overtake the messages of
 * the page (XEP-0313).
 */
export class PriorityQueues {
  readonly #answers = new RoundRobin()
  readonly #rooms = new RoundRobin()
  readonly #readers = new RoundRobin()
  readonly #bulk = [this.#rooms, this.#readers]
  readonly #most: number
  #added = 0

  /** `most` is the limit of all queues in characters; each address counts 64. */
  constructor(most = MOST_CHARACTERS) {
    this.#most = most
  }

  /**
   * Queues a stanza for each address; `follows` says that its piece of work sent others before it. False, and the stanza is
   * dropped, if it is too long or the queues are full.
   */
  add(stanza: Element, to: readonly string[], follows = false): boolean {
    if (to.length === 0) return true
    const added = fanOut(stanza, { to, number: this.#added + 1 })
    const isTooLong = Buffer.byteLength(added.rest) > LONGEST_STANZA
    if (isTooLong || this.load.characters + weightOf(added) > this.#most) return false
    this.#added++
    const asker = bareOf(to[0] ?? '')
    if (isOfArchive(stanza)) this.#readers.push(asker, added)
    else if (isAnswer(stanza) && !(follows && this.#waits(stanza))) this.#answers.push(asker, added)
    else this.#rooms.push(roomOf(stanza), added)
    return true
  }

  takeAnswers(window: Window): void {
    while (this.hasAnswers && window.left > 0) this.#answers.takeTurn(window)
  }

  takeBulk(window: Window): void {
    while (this.hasBulk && window.left > 0) {
      this.#bulk[0]?.takeTurn(window)
      // Before the check of `left`, so that the next window begins with the other queue.
      this.#bulk.reverse()
    }
  }

  get added(): number {
    return this.#added
  }

  /** Whether one of the first `added` stanzas ever queued is of this room and still waits. */
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

  clear(): void {
    for (const turns of [this.#answers, this.#rooms, this.#readers]) turns.clear()
  }

  /** Whether an earlier stanza of this one's room still waits. */
  #waits(stanza: Element): boolean {
    return this.#rooms.last(roomOf(stanza)) !== undefined
  }
}

function roomOf(stanza: Element): string {
  return bareOf(attr(stanza, 'from') ?? '')
}

/** A message of an archive page, or the result at the end of the page (XEP-0313). */
function isOfArchive(stanza: Element): boolean {
  if (stanza.name === 'message') return stanza.getChild('result', NS.archive) !== undefined
  return stanza.name === 'iq' && stanza.getChild('fin', NS.archive) !== undefined
}

/** An answer to a request: its order relative to the room's other stanzas does not matter. */
function isAnswer(stanza: Element): boolean {
  const type = attr(stanza, 'type')
  return type === 'error' || (stanza.name === 'iq' && type === 'result')
}
