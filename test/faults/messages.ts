import { type Load, type LoadContext, steady } from './load.js'
import type { Occupant } from './occupant.js'
import { TIMEOUT, until } from './until.js'

const EVERY = 15
/** Pause between two attempts to get a message reflected in every room, in milliseconds. */
const TRY_AGAIN_AFTER = 300

/** The occupants send messages to the rooms; the reflection to the sender acknowledges a message. */
export class Messages implements Load {
  readonly #context: LoadContext
  readonly #load: Load
  #said = 0

  constructor(context: LoadContext) {
    this.#context = context
    const { fixture, chance } = context
    this.#load = steady(EVERY, () => {
      const occupant = fixture.speakers[chance.below(fixture.speakers.length)]
      const room = occupant?.rooms[chance.below(occupant.rooms.length)]
      if (occupant && room) this.#say(occupant, room)
    })
  }

  start(): void {
    this.#load.start()
  }

  stop(): Promise<void> {
    return this.#load.stop()
  }

  /**
   * Resolves when each room has reflected to each occupant a message sent after `since`. Rejects after `timeout`
   * milliseconds.
   */
  async allReflected(since: number, timeout = TIMEOUT): Promise<void> {
    const { fixture } = this.#context
    let triedAt = Number.NEGATIVE_INFINITY
    const silent = () =>
      fixture.speakers.flatMap(occupant =>
        occupant.rooms
          .filter(room => !occupant.reflections.some(it => it.room === room && it.sentAt >= since))
          .map(room => ({ occupant, room })),
      )
    const meanwhile = () => {
      if (performance.now() - triedAt < TRY_AGAIN_AFTER) return
      triedAt = performance.now()
      for (const occupant of fixture.speakers) occupant.repeatEntries()
      for (const { occupant, room } of silent()) this.#say(occupant, room)
    }
    const what = 'each room reflects a message of each occupant'
    await until(() => silent().length === 0, { what, timeout, meanwhile }).catch(error => {
      const who = silent().map(({ occupant, room }) => `${occupant.client.jid} (${occupant.stateIn(room)}) in ${room}`)
      throw new Error(`${error.message}: not ${who.join(', ')}`)
    })
  }

  /** The time at which every room had reflected a message sent after `since`. */
  backAt(since: number): number {
    const { fixture } = this.#context
    const all = fixture.stayers.flatMap(({ reflections }) => reflections)
    const first = fixture.rooms.map(room =>
      Math.min(...all.filter(it => it.room === room && it.sentAt >= since).map(({ at }) => at)),
    )
    return Math.max(...first)
  }

  #say(occupant: Occupant, room: string): void {
    if (occupant.stateIn(room) !== 'in') return
    const id = `m${++this.#said}`
    const text = `${occupant.client.name} says ${this.#said}`
    const fact = this.#context.ledger.asked('message', `${room} ${id}`, text)
    occupant.say(room, { id, content: `<body>${text}</body>`, reflected: () => fact.acknowledged() })
  }
}
