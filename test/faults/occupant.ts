import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { Client, type ClientOptions } from './client.js'

/** A client's relation to a room. While entering or leaving, it is unknown whether the room has got the presence. */
export type EntryState = 'out' | 'entering' | 'in' | 'leaving'

/** A reflected message. `sentAt` and `at` are milliseconds of `performance.now()`. */
type Reflection = { readonly room: string; readonly sentAt: number; readonly at: number }

type PendingMessage = { readonly room: string; readonly sentAt: number; readonly reflected: () => void }

/** Milliseconds without an answer after which an entry is repeated. */
const ASK_AGAIN_AFTER = 1000
const LONGEST_STORY = 60

/** `stays`: whether it enters again after a lost connection; then `rooms` has the rooms in which it is to be. */
export type OccupantOptions = { readonly stays: boolean; readonly rooms?: readonly string[] }

/** A client in rooms; its nick is its name. */
export class Occupant {
  readonly client: Client
  readonly rooms: readonly string[]
  readonly reflections: Reflection[] = []
  /** One sentence for each fault that this client has noticed. */
  readonly complaints: string[] = []
  /** Number of messages that were refused because the service could not take them (`wait`). */
  refused = 0
  /** Number of messages that were reflected again. */
  duplicates = 0
  readonly #stays: boolean
  readonly #states = new Map<string, { state: EntryState; since: number }>()
  /** The rooms that have not answered the latest leave. */
  readonly #unanswered = new Set<string>()
  /** What was sent and received of late, for complaints. */
  readonly #story: string[] = []
  readonly #pendingMessages = new Map<string, PendingMessage>()
  readonly #reflected = new Set<string>()

  constructor(options: ClientOptions, { stays, rooms = [] }: OccupantOptions) {
    this.client = new Client(options)
    this.rooms = rooms
    this.#stays = stays
    this.client.onStanza(stanza => this.#receive(stanza))
    this.client.onDisconnect(() => {
      for (const room of this.#states.keys()) this.#move(room, stays ? 'entering' : 'out')
      this.#pendingMessages.clear()
    })
    this.client.onReconnect(() => this.repeatEntries({ now: true }))
  }

  stateIn(room: string): EntryState {
    return this.#states.get(room)?.state ?? 'out'
  }

  enter(room: string): void {
    this.#move(room, 'entering')
    this.#tell(`enters ${room}`)
    const without = `<x xmlns='${NS.muc}'><history maxstanzas='0'/></x>`
    this.client.send(`<presence to='${room}/${this.client.name}'>${without}</presence>`)
  }

  leave(room: string): void {
    this.#move(room, 'leaving')
    this.#unanswered.add(room)
    this.#tell(`leaves ${room}`)
    this.client.send(`<presence type='unavailable' to='${room}/${this.client.name}'/>`)
  }

  /** A leave that is not answered by now was lost with an instance. */
  forgetLeaves(): void {
    this.#unanswered.clear()
  }

  /** Sends a message to a room; `content` is XML. `reflected` is called when the room has reflected it. */
  say(room: string, { id, content, reflected }: { id: string; content: string; reflected: () => void }): void {
    this.#pendingMessages.set(id, { room, sentAt: performance.now(), reflected })
    this.client.send(`<message type='groupchat' to='${room}' id='${id}'>${content}</message>`)
  }

  /** Repeats each entry that is unanswered for a second, or all of them with `now`. */
  repeatEntries({ now = false }: { now?: boolean } = {}): void {
    for (const [room, { state, since }] of this.#states) {
      if (state === 'entering' && (now || performance.now() - since > ASK_AGAIN_AFTER)) this.enter(room)
    }
  }

  #tell(what: string): void {
    this.#story.push(`${(performance.now() / 1000).toFixed(2)} s ${what}`)
    if (this.#story.length > LONGEST_STORY) this.#story.shift()
  }

  #move(room: string, state: EntryState): void {
    this.#states.set(room, { state, since: performance.now() })
  }

  #receive(stanza: Element): void {
    const from = attr(stanza, 'from') ?? ''
    const room = from.split('/')[0] ?? ''
    if (stanza.name === 'presence' && from === `${room}/${this.client.name}`) this.#receivePresence(room, stanza)
    if (stanza.name === 'message') this.#receiveMessage(room, stanza)
  }

  #receivePresence(room: string, presence: Element): void {
    const state = this.stateIn(room)
    const statuses = presence.getChild('x', NS.mucUser)?.getChildren('status') ?? []
    const isOwn = statuses.some(status => attr(status, 'code') === '110')
    const type = attr(presence, 'type')
    this.#tell(`gets ${type ?? 'available'} ${isOwn ? 'as its own ' : ''}of ${room}`)
    if (type === undefined && isOwn && state !== 'leaving') this.#move(room, 'in')
    if (type !== 'unavailable' || !isOwn) return
    const isAnswer = this.#unanswered.delete(room)
    if (state === 'leaving') return this.#move(room, 'out')
    // After a reconnect with the same full JID, the room may still announce that the old session is gone.
    if (state !== 'in') return
    // A slow room has answered an entry from before the leave first. That of a later entry follows.
    if (isAnswer) return this.#move(room, 'entering')
    this.complaints.push(`${this.client.jid} was removed from ${room}: ${presence}; ${this.#story.join(', ')}`)
    this.#move(room, this.#stays ? 'entering' : 'out')
  }

  #receiveMessage(room: string, message: Element): void {
    const id = attr(message, 'id') ?? ''
    if (attr(message, 'type') === 'error') return this.#receiveError(room, message)
    if (attr(message, 'type') !== 'groupchat' || attr(message, 'from') !== `${room}/${this.client.name}`) return
    if (this.#reflected.has(id)) this.duplicates++
    const pending = this.#pendingMessages.get(id)
    if (!pending) return
    this.#pendingMessages.delete(id)
    this.#reflected.add(id)
    pending.reflected()
    this.reflections.push({ room, sentAt: pending.sentAt, at: performance.now() })
  }

  /** The room answers `not-acceptable` to a sender that is not an occupant (XEP-0045 §7.4). */
  #receiveError(room: string, message: Element): void {
    const pending = this.#pendingMessages.get(attr(message, 'id') ?? '')
    const error = message.getChild('error')
    if (pending && error && attr(error, 'type') === 'wait') this.refused++
    const isOutside = error?.getChild('not-acceptable') !== undefined
    if (!pending || !isOutside || this.stateIn(room) !== 'in') return
    this.complaints.push(`${this.client.jid} is in ${room} and was answered that it is not: ${message}`)
    this.enter(room)
  }
}
