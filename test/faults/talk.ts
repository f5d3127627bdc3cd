import type { Guest } from './guest.js'
import { type Load, type Playing, steady } from './load.js'
import { PATIENCE, until } from './until.js'

const EVERY = 15
/** Between two lots of messages with which it is tried whether everybody is heard again, in milliseconds. */
const TRY_AGAIN_AFTER = 300

/** The guests talk in the halls; a message is acknowledged when it comes back to who said it. */
export class Talk implements Load {
  readonly #playing: Playing
  readonly #load: Load
  #said = 0

  constructor(playing: Playing) {
    this.#playing = playing
    const { house, chance } = playing
    this.#load = steady(EVERY, () => {
      const guest = house.guests[chance.below(house.guests.length)]
      const hall = house.halls[chance.below(house.halls.length)]
      if (guest && hall) this.#say(guest, hall)
    })
  }

  start(): void {
    this.#load.start()
  }

  stop(): Promise<void> {
    return this.#load.stop()
  }

  /**
   * Resolves when each guest has been heard in each hall with something said after that time. Rejects where that is not
   * so within `bound` milliseconds.
   */
  async everybodyIsHeard(since: number, bound = PATIENCE): Promise<void> {
    const { house } = this.#playing
    let triedAt = Number.NEGATIVE_INFINITY
    const silent = () =>
      house.guests.flatMap(guest =>
        house.halls
          .filter(hall => !guest.reflections.some(({ room, sentAt }) => room === hall && sentAt >= since))
          .map(hall => ({ guest, hall })),
      )
    const meanwhile = () => {
      if (performance.now() - triedAt < TRY_AGAIN_AFTER) return
      triedAt = performance.now()
      for (const guest of house.guests) guest.tend()
      for (const { guest, hall } of silent()) this.#say(guest, hall)
    }
    const what = 'everybody is heard in all halls'
    await until(() => silent().length === 0, { what, bound, meanwhile }).catch(error => {
      const who = silent().map(({ guest, hall }) => `${guest.person.jid} (${guest.placeIn(hall)}) in ${hall}`)
      throw new Error(`${error.message}: not ${who.join(', ')}`)
    })
  }

  /** When the last of the halls sent back something that was said after that time. */
  backAt(since: number): number {
    const { house } = this.#playing
    const all = [house.host, ...house.guests].flatMap(({ reflections }) => reflections)
    const first = house.halls.map(hall =>
      Math.min(...all.filter(({ room, sentAt }) => room === hall && sentAt >= since).map(({ at }) => at)),
    )
    return Math.max(...first)
  }

  #say(guest: Guest, hall: string): void {
    if (guest.placeIn(hall) !== 'in') return
    const id = `m${++this.#said}`
    const text = `${guest.person.name} says ${this.#said}`
    const fact = this.#playing.ledger.asked('message', `${hall} ${id}`, text)
    guest.say(hall, { id, content: `<body>${text}</body>`, reflected: () => fact.acknowledged() })
  }
}
