import { textAt } from '../../src/demo/rest.js'
import { newGuest } from './guests.js'
import type { Harness } from './harness.js'
import { ROOM_CREATOR } from './joins.js'
import type { LoadContext } from './load.js'
import type { Occupant } from './occupant.js'
import { until } from './until.js'

const IN_A_ROOM = 100
const AT_ONCE = 16

/** Many guests in rooms of their own, for a case that brings them in and lets them leave again. */
export class GuestCrowd {
  /** The rooms of all crowds so far; their archives are inspected. */
  readonly rooms: string[] = []
  readonly #context: LoadContext & { readonly harness: Harness }
  #guests: Occupant[] = []
  #said = 0

  constructor(context: LoadContext & { readonly harness: Harness }) {
    this.#context = context
  }

  /** Brings `count` guests in, 100 in each new room. Resolves when all are in their rooms. */
  async gather(count: number): Promise<void> {
    const seats: { openInviteId: string; room: string; name: string }[] = []
    for (let n = 0; n < count; n += IN_A_ROOM) {
      const linked = await this.#newRoom()
      for (let i = n; i < Math.min(n + IN_A_ROOM, count); i++) seats.push({ ...linked, name: `crowd${i}` })
    }
    const comeIn = async () => {
      for (let seat = seats.pop(); seat !== undefined; seat = seats.pop()) await this.#comesIn(seat)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, comeIn))
    await this.allInside()
  }

  /** Each guest who is inside says a message; the reflection acknowledges it. */
  speak(): void {
    for (const guest of this.#guests) {
      const [room = ''] = guest.rooms
      if (guest.stateIn(room) !== 'in') continue
      const [id, text] = [`crowd${++this.#said}`, `${guest.client.name} says ${this.#said}`]
      const fact = this.#context.ledger.asked('message', `${room} ${id}`, text)
      guest.say(room, { id, content: `<body>${text}</body>`, reflected: () => fact.acknowledged() })
    }
  }

  /** Resolves when each guest is in its room, with a message reflected that was sent after `since`. */
  async allHeard(since: number): Promise<void> {
    const isHeard = ({ reflections }: Occupant) => reflections.some(({ sentAt }) => sentAt >= since)
    await this.allInside()
    this.speak()
    await until(() => this.#guests.every(isHeard), { what: 'each guest of the crowd hears its message' })
  }

  allInside(): Promise<void> {
    return until(() => this.#guests.every(guest => guest.rooms.every(room => guest.stateIn(room) === 'in')), {
      what: 'all guests of the crowd are inside',
      meanwhile: () => this.#guests.forEach(guest => void guest.repeatEntries()),
    })
  }

  /** All guests leave their rooms and sign out. */
  async leave(): Promise<void> {
    for (const guest of this.#guests) for (const room of guest.rooms) guest.leave(room)
    const isOut = (guest: Occupant) => guest.rooms.every(room => guest.stateIn(room) === 'out')
    await until(() => this.#guests.every(isOut), { what: 'all guests of the crowd have left' })
    for (const guest of this.#guests.splice(0)) guest.client.leave()
  }

  async #newRoom(): Promise<{ openInviteId: string; room: string }> {
    const { rest } = this.#context.fixture
    const asked = { method: 'POST' as const, body: { name: 'A crowd' } }
    const made = await rest.call(ROOM_CREATOR, { ...asked, path: '/api/rainbow/enduser/v1.0/rooms' })
    const [id, room] = [textAt(made?.body, 'data', 'id'), textAt(made?.body, 'data', 'jid')]
    const link = await rest.call(ROOM_CREATOR, { method: 'POST', path: `/api/v1/rooms/${id}/links`, body: {} })
    const openInviteId = textAt(link?.body, 'data', 'openInviteId')
    if (!room || !openInviteId) throw new Error(`no room for a crowd: ${JSON.stringify(link)}`)
    this.rooms.push(room)
    return { openInviteId, room }
  }

  async #comesIn(seat: { openInviteId: string; room: string; name: string }): Promise<void> {
    const { fixture, harness } = this.#context
    const guest = await newGuest(fixture.rest, { ...seat, web: harness.web.port })
    await guest.client.signIn()
    guest.enter(seat.room)
    this.#guests.push(guest)
  }
}
