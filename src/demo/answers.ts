import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import type { Player } from './player.js'

/** In milliseconds: before an answer, and between two answers. */
const THINKING = 1000
const PAUSE = 3000
/** The most people who wait for an answer, and the most whose place in the script is remembered. */
const MOST_WAITING = 10
const MOST_KNOWN = 500

/** What alice says to a person: the first line on the entry, the others each after a message. Then she is silent. */
const SCRIPT: readonly ((name: string) => string)[] = [
  name => `Welcome, ${name}! I am Alice, and this is my room. The link let you in. Write something.`,
  name => `I read you, ${name}. Open the same link in a private window, too: that makes you two people.`,
  () => 'Each message here was on the disk before you saw it. Leave and come back: all of it is still there.',
  () => 'Bob has an app. Paste the curl line of the terminal into another one, and my link lets him in.',
  () => 'Correct or retract one of your messages, or react to one of mine: the room passes all of that on.',
  name => `Now you have seen it all, ${name}. I am a small script and have no more lines, but the room is yours.`,
]

type AliceParts = {
  readonly alice: Pick<Player, 'name' | 'send' | 'sendAndAwait' | 'onStanza'>
  /** The bare JID of the room, which alice enters after this. */
  readonly room: string
  /** Calls `act` after this number of milliseconds. Gives what takes that back. */
  readonly later: (act: () => void, milliseconds: number) => () => void
}

/**
 * Alice's answers in her room: a fixed number of lines for each person, one at a time, with a pause after each. She
 * answers neither herself nor occupants who say that they are bots (XEP-0030, identity client/bot).
 */
export class Answers {
  readonly #parts: AliceParts
  /** The nicks of the occupants: the service itself also speaks in the room. */
  readonly #inside = new Set<string>()
  readonly #bots = new Set<string>()
  readonly #waiting = new Set<string>()
  /** How many lines of the script each nick has heard. */
  readonly #heard = new Map<string, number>()
  #takeBack: (() => void) | undefined

  constructor(parts: AliceParts) {
    this.#parts = parts
    parts.alice.onStanza(stanza => this.#receive(stanza))
  }

  /** Ends the answers. */
  stop(): void {
    this.#waiting.clear()
    this.#takeBack?.()
  }

  #receive(stanza: Element): void {
    const nick = this.#nickOf(stanza)
    if (nick === undefined || nick === this.#parts.alice.name) return
    if (stanza.name === 'presence') this.#seePresence(nick, attr(stanza, 'type'))
    else if (this.#inside.has(nick) && isSpoken(stanza)) this.#hear(nick)
  }

  #nickOf(stanza: Element): string | undefined {
    const from = attr(stanza, 'from') ?? ''
    const prefix = `${this.#parts.room}/`
    return from.startsWith(prefix) ? from.slice(prefix.length) : undefined
  }

  #seePresence(nick: string, type: string | undefined): void {
    if (type === 'unavailable') {
      this.#inside.delete(nick)
      this.#bots.delete(nick)
    } else if (type === undefined && !this.#inside.has(nick)) {
      this.#inside.add(nick)
      void this.#askWhetherBot(nick)
      if (!this.#heard.has(nick)) this.#hear(nick)
    }
  }

  async #askWhetherBot(nick: string): Promise<void> {
    const { alice, room } = this.#parts
    const [to, id] = [`${room}/${nick}`, `disco-${this.#inside.size}-${nick}`]
    const request = xml('iq', { type: 'get', id, to }, xml('query', NS.discoInfo))
    const answer = await alice.sendAndAwait(request, stanza => attr(stanza, 'id') === id && attr(stanza, 'from') === to)
    const identities = answer?.getChild('query', NS.discoInfo)?.getChildren('identity') ?? []
    if (identities.some(identity => attr(identity, 'type') === 'bot')) this.#bots.add(nick)
  }

  #hear(nick: string): void {
    if (this.#waiting.size < MOST_WAITING) this.#waiting.add(nick)
    if (!this.#takeBack) this.#answerAfter(THINKING)
  }

  #answerAfter(milliseconds: number): void {
    this.#takeBack = this.#parts.later(() => this.#answer(), milliseconds)
  }

  #answer(): void {
    this.#takeBack = undefined
    const [nick] = this.#waiting
    if (nick === undefined) return
    this.#waiting.delete(nick)
    const line = this.#bots.has(nick) ? undefined : this.#nextLine(nick)
    if (line === undefined) return this.#answer()
    const { alice, room } = this.#parts
    alice.send(xml('message', { type: 'groupchat', to: room }, xml('body', {}, line)))
    this.#answerAfter(PAUSE)
  }

  #nextLine(nick: string): string | undefined {
    const heard = this.#heard.get(nick) ?? 0
    const [oldest] = this.#heard.keys()
    if (heard === 0 && oldest !== undefined && this.#heard.size >= MOST_KNOWN) this.#heard.delete(oldest)
    this.#heard.set(nick, heard + 1)
    return SCRIPT[heard]?.(nick)
  }
}

/** Whether a message is a new one with a text: the history has a delay (XEP-0203). */
function isSpoken(stanza: Element): boolean {
  const isNew = stanza.name === 'message' && attr(stanza, 'type') === 'groupchat' && !stanza.getChild('delay')
  return isNew && stanza.getChild('body') !== undefined
}
