import type { Outgoing } from '../batch.js'
import { Shares } from '../limits/shares.js'
import { attr, type Element } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { fanOut, LONGEST_STANZA, type Window } from './fan-out.js'
import type { Multicasts } from './multicasts.js'
import { RoundRobin, weightOf } from './round-robin.js'

/** The size of the queued stanzas in characters, and their number, one for each address. */
type Load = { readonly characters: number; readonly stanzas: number }

/** The most characters in all queues, which rooms and users share. */
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
  readonly #memory: Shares
  readonly #places = new Shares(Number.POSITIVE_INFINITY)
  readonly #answers: RoundRobin
  readonly #rooms: RoundRobin
  readonly #readers: RoundRobin
  readonly #bulk: RoundRobin[]
  readonly #multicasts: Multicasts | undefined
  #added = 0

  /** `most` is the limit of all queues in characters; each address counts 64. `multicasts` sends for rooms. */
  constructor({ most = MOST_CHARACTERS, multicasts }: { most?: number; multicasts?: Multicasts } = {}) {
    this.#multicasts = multicasts
    this.#memory = new Shares(most)
    const use = { memory: this.#memory, places: this.#places }
    this.#answers = new RoundRobin(use)
    this.#rooms = new RoundRobin(use, multicasts)
    this.#readers = new RoundRobin(use)
    this.#bulk = [this.#rooms, this.#readers]
  }

  /**
   * Queues a stanza for each address; `follows` says that its piece of work sent others before it. False, and the stanza is
   * dropped, if it is too long, or if too much of its room, or for its asker or reader, is queued.
   */
  add(outgoing: Outgoing): boolean {
    const { stanza, to, by } = outgoing
    if (to.length === 0) return true
    const { turns, name } = this.#queueFor(outgoing)
    const causers = [...(turns === this.#rooms ? [name] : []), ...(by === undefined ? [] : [by])]
    const added = fanOut(stanza, { to, causers, number: this.#added + 1 })
    const isTooLong = Buffer.byteLength(added.rest) > LONGEST_STANZA
    if (isTooLong || !this.#memory.allows(name, weightOf(added))) return false
    this.#added++
    turns.push(name, added)
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

  /** A ping is back: what waited for it is tried again. */
  resume(): void {
    this.#rooms.resume()
  }

  get added(): number {
    return this.#added
  }

  /** Whether one of the first `added` stanzas ever queued is of this room and still waits, or could be overtaken. */
  holds(room: string, added: number): boolean {
    const first = this.#rooms.first(room)
    return (first !== undefined && first.number <= added) || (this.#multicasts?.delay(room) ?? false)
  }

  get hasAnswers(): boolean {
    return this.#answers.hasTurn
  }

  get hasBulk(): boolean {
    return this.#rooms.hasTurn || this.#readers.hasTurn
  }

  get isEmpty(): boolean {
    return this.#answers.isEmpty && this.#rooms.isEmpty && this.#readers.isEmpty
  }

  get load(): Load {
    const all = [this.#answers, this.#rooms, this.#readers]
    return { characters: this.#memory.total, stanzas: all.reduce((sum, { stanzas }) => sum + stanzas, 0) }
  }

  /** The places that what this room sends, or this user caused, will take in windows. */
  placesOf(causer: string): number {
    return this.#places.of(causer)
  }

  clear(): void {
    for (const turns of [this.#answers, this.#rooms, this.#readers]) turns.clear()
    this.#memory.clear()
    this.#places.clear()
  }

  #queueFor({ stanza, to, follows = false }: Outgoing): { turns: RoundRobin; name: string } {
    const asker = bareOf(to[0] ?? '')
    if (isOfArchive(stanza)) return { turns: this.#readers, name: asker }
    if (isAnswer(stanza) && !(follows && this.#waits(stanza))) return { turns: this.#answers, name: asker }
    return { turns: this.#rooms, name: roomOf(stanza) }
  }

  /** Whether an earlier stanza of this one's room still waits, or could be overtaken. */
  #waits(stanza: Element): boolean {
    const room = roomOf(stanza)
    return this.#rooms.last(room) !== undefined || (this.#multicasts?.delay(room) ?? false)
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
