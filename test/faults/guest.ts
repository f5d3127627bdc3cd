import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { Person, type PersonOptions } from './person.js'

/** How a guest stands to a room. On the way in or out nobody knows what the room has heard. */
export type Place = 'out' | 'entering' | 'in' | 'leaving'

/** A message of a guest that came back to them. `sentAt` and `at` are milliseconds of `performance.now()`. */
type Reflection = { readonly room: string; readonly sentAt: number; readonly at: number }

type Saying = { readonly room: string; readonly sentAt: number; readonly reflected: () => void }

/** After how long without an answer it is asked again, in milliseconds. */
const ASK_AGAIN_AFTER = 1000

/** Somebody in rooms, always by their own name as the nick. Who is cut off enters again, if they are one to stay. */
export class Guest {
  readonly person: Person
  readonly reflections: Reflection[] = []
  /** What must not happen to a guest. */
  readonly complaints: string[] = []
  /** How often the same message came back again. */
  duplicates = 0
  readonly #stays: boolean
  readonly #places = new Map<string, { place: Place; since: number }>()
  readonly #sayings = new Map<string, Saying>()
  readonly #reflected = new Set<string>()

  constructor(options: PersonOptions, { stays }: { stays: boolean }) {
    this.person = new Person(options)
    this.#stays = stays
    this.person.hears(stanza => this.#hear(stanza))
    this.person.whenLost(() => {
      for (const room of this.#places.keys()) this.#move(room, stays ? 'entering' : 'out')
      this.#sayings.clear()
    })
    this.person.whenBack(() => this.tend({ now: true }))
  }

  placeIn(room: string): Place {
    return this.#places.get(room)?.place ?? 'out'
  }

  enter(room: string): void {
    this.#move(room, 'entering')
    const without = `<x xmlns='${NS.muc}'><history maxstanzas='0'/></x>`
    this.person.send(`<presence to='${room}/${this.person.name}'>${without}</presence>`)
  }

  leave(room: string): void {
    this.#move(room, 'leaving')
    this.person.send(`<presence type='unavailable' to='${room}/${this.person.name}'/>`)
  }

  /** Says something in a room; `content` is XML. `reflected` is called when the room has sent it back. */
  say(room: string, { id, content, reflected }: { id: string; content: string; reflected: () => void }): void {
    this.#sayings.set(id, { room, sentAt: performance.now(), reflected })
    this.person.send(`<message type='groupchat' to='${room}' id='${id}'>${content}</message>`)
  }

  /** Asks again for what got no answer for some time, or for all of that now. */
  tend({ now = false }: { now?: boolean } = {}): void {
    for (const [room, { place, since }] of this.#places) {
      if (place === 'entering' && (now || performance.now() - since > ASK_AGAIN_AFTER)) this.enter(room)
    }
  }

  #move(room: string, place: Place): void {
    this.#places.set(room, { place, since: performance.now() })
  }

  #hear(stanza: Element): void {
    const from = attr(stanza, 'from') ?? ''
    const room = from.split('/')[0] ?? ''
    if (stanza.name === 'presence' && from === `${room}/${this.person.name}`) this.#hearPresence(room, stanza)
    if (stanza.name === 'message') this.#hearMessage(room, stanza)
  }

  #hearPresence(room: string, presence: Element): void {
    const place = this.placeIn(room)
    const statuses = presence.getChild('x', NS.mucUser)?.getChildren('status') ?? []
    const isOwn = statuses.some(status => attr(status, 'code') === '110')
    const type = attr(presence, 'type')
    if (type === undefined && isOwn && place !== 'leaving') this.#move(room, 'in')
    if (type !== 'unavailable' || !isOwn) return
    if (place === 'leaving') return this.#move(room, 'out')
    // Who comes back by the same full JID may still be told that what they were before is gone.
    if (place !== 'in') return
    this.complaints.push(`${this.person.jid} was put out of ${room}: ${presence}`)
    this.#move(room, this.#stays ? 'entering' : 'out')
  }

  #hearMessage(room: string, message: Element): void {
    const id = attr(message, 'id') ?? ''
    if (attr(message, 'type') === 'error') return this.#hearError(room, message)
    if (attr(message, 'type') !== 'groupchat' || attr(message, 'from') !== `${room}/${this.person.name}`) return
    if (this.#reflected.has(id)) this.duplicates++
    const saying = this.#sayings.get(id)
    if (!saying) return
    this.#sayings.delete(id)
    this.#reflected.add(id)
    saying.reflected()
    this.reflections.push({ room, sentAt: saying.sentAt, at: performance.now() })
  }

  /** Only the room itself answers so, and only to those who are not in it. */
  #hearError(room: string, message: Element): void {
    const saying = this.#sayings.get(attr(message, 'id') ?? '')
    const isOutside = message.getChild('error')?.getChild('not-acceptable') !== undefined
    if (!saying || !isOutside || this.placeIn(room) !== 'in') return
    this.complaints.push(`${this.person.jid} is in ${room} and was told otherwise: ${message}`)
    this.enter(room)
  }
}
