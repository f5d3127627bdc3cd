import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { SignInRefused } from '../accounts/bind-resource.js'
import type { Credentials } from '../accounts/sasl.js'
import type { AccountsServer } from '../accounts/secure-stream.js'
import { openSession, type Session } from '../accounts/session.js'
import { attr, type Element, xml } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'
import { Pace, pauseAfter } from './pace.js'
import { Refusal, Unreadable } from './refusal.js'

/** In milliseconds: an old server may have to search long for a page of an archive. */
const LONGEST_ANSWER = 60_000
/** After this number of failures in a row the import ends; by then it has waited for about ten minutes. */
const MOST_FAILURES = 15
/** A request that ends the connection this many times in a row is left out. */
const MOST_ENDS = 3
/** Messages that one request may bring before its answer: pages have at most 100, servers may ignore that. */
export const MOST_MESSAGES = 2000

/** How to reach the old service, and how fast it may be asked. */
export type OldServiceOptions = {
  readonly server: AccountsServer
  readonly account: Credentials
  /** Stanzas per second. */
  readonly rate: number
  /** Is called with a sentence for the admin when something has to be waited for. */
  readonly onTrouble: (sentence: string) => void
  /** How long an answer may take, in milliseconds. */
  readonly longestAnswer?: number
  /** Tells how long to wait before another attempt, in milliseconds. */
  readonly pauseAfter?: (failures: number) => number
}

/** A request; `to` is a bare JID or a domain. */
export type Request = { readonly to: string; readonly type: 'get' | 'set'; readonly payload: Element }

/** An answer, and the messages from the same sender that came before it. */
export type Answer = { readonly iq: Element; readonly messages: readonly Element[] }

/** What waits for stanzas now. */
type Exchange = { take(stanza: Element): void; fail(error: Error): void }

/**
 * The old service, as a client asks it: one request at a time, at the given rate. It waits and tries again when the
 * service says `wait`, is silent or is gone, and connects again. Rejects with a Refusal, with Unreadable, with
 * SignInRefused, or when the service has been gone for about ten minutes.
 */
export class OldService {
  readonly #options: OldServiceOptions
  readonly #pace: Pace
  #session: Session | undefined
  #exchange: Exchange | undefined

  constructor(options: OldServiceOptions) {
    this.#options = options
    this.#pace = new Pace(options.rate)
  }

  /** Asks and gives the payload of the answer. */
  async ask(to: string, payload: Element, type: 'get' | 'set' = 'get'): Promise<Element | undefined> {
    const { iq } = await this.request({ to, type, payload })
    return iq.getChildElements()[0]
  }

  /** Asks and gives the answer with the messages before it. */
  request({ to, type, payload }: Request): Promise<Answer> {
    return this.exchange(session => {
      const id = randomUUID()
      const messages: Element[] = []
      session.send(xml('iq', { to, type, id }, payload))
      return stanza => {
        if (parseJid(attr(stanza, 'from') ?? '')?.full !== to) return undefined
        if (stanza.name === 'message' && messages.length < MOST_MESSAGES) messages.push(stanza)
        if (stanza.name !== 'iq' || attr(stanza, 'id') !== id) return undefined
        if (attr(stanza, 'type') === 'error') throw new Refusal(stanza)
        return { iq: stanza, messages }
      }
    })
  }

  /** Sends what has no answer, such as a presence. */
  async tell(stanza: Element): Promise<void> {
    await this.#pace.turn()
    this.#session?.send(stanza)
  }

  /**
   * Sends something and gives what `begin` makes of the stanzas that come then: it is called at each attempt, and what it
   * returns gets each stanza, gives undefined as long as more has to come, and throws a Refusal.
   */
  async exchange<T>(begin: (session: Session) => (stanza: Element) => T | undefined): Promise<T> {
    let ends = 0
    for (let failures = 1; ; failures++) {
      await this.#pace.turn()
      try {
        const session = this.#session ?? (await this.#open())
        ends++
        return await this.#exchangeOnce(() => begin(session))
      } catch (error) {
        if (error instanceof SignInRefused || (error instanceof Refusal && !error.mayPass)) throw error
        if (error instanceof Refusal) ends = 0
        if (ends >= MOST_ENDS) throw new Unreadable(messageOf(error))
        // It concerns this request only, such as that for a damaged archive.
        const isItsFault = error instanceof Refusal && error.condition === 'internal-server-error'
        if (failures >= MOST_FAILURES && isItsFault) throw error
        if (failures >= MOST_FAILURES) throw new Error(`The old service gives no answer: ${messageOf(error)}`)
        const wait = (this.#options.pauseAfter ?? pauseAfter)(failures)
        this.#options.onTrouble(`${messageOf(error)}; the next attempt comes in ${Math.ceil(wait / 1000)} s`)
        await pause(wait)
      }
    }
  }

  async close(): Promise<void> {
    await this.#session?.close()
  }

  async #open(): Promise<Session> {
    const { server, account } = this.#options
    let end: Error | undefined
    let opened: Session | undefined
    const session = await openSession(
      server,
      { ...account, resource: `import-${randomUUID()}` },
      {
        onStanza: stanza => this.#exchange?.take(stanza),
        onEnd: reason => {
          end = reason
          // One that was given up ends after the next has begun.
          if (this.#session !== opened) return
          this.#session = undefined
          this.#exchange?.fail(reason)
        },
      },
    )
    if (end) throw end
    opened = session
    this.#session = session
    return session
  }

  /** The next attempt signs in again: otherwise a connection that is lost on the way would make each room unreadable. */
  #giveUp(): void {
    const session = this.#session
    this.#session = undefined
    void session?.close()
  }

  #exchangeOnce<T>(begin: () => (stanza: Element) => T | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer)
        this.#exchange = undefined
        settle()
      }
      const fail = (error: Error) => end(() => reject(error))
      const longest = this.#options.longestAnswer ?? LONGEST_ANSWER
      const timer = setTimeout(() => {
        this.#giveUp()
        fail(new Error(`no answer within ${longest / 1000} s`))
      }, longest)
      const take = begin()
      this.#exchange = {
        fail,
        take: stanza => {
          try {
            const result = take(stanza)
            if (result !== undefined) end(() => resolve(result))
          } catch (error) {
            fail(error instanceof Error ? error : new Error(String(error)))
          }
        },
      }
    })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
