import { attr, type Element } from '../stanza/element.js'
import { type Clock, monotonicClock } from '../time/monotonic-clock.js'
import { ComponentStream } from './component-stream.js'
import { LinkError, type LinkLog, TroubleLog, troubleOf } from './link-trouble.js'
import { Retry } from './retry.js'

export { LinkError, type LinkLog }

export type LinkOptions = {
  /** `xmpp://host:port` of the server's port for components. */
  readonly service: string
  readonly domain: string
  readonly secret: string
  /** The time that `start` waits for the first handshake, in seconds. */
  readonly connectTimeout: number
  /** The time that one attempt may take up to its handshake, in seconds; 10 if absent. */
  readonly handshakeTimeout?: number
  readonly log: LinkLog
  readonly clock?: Clock
  /** Asked before each attempt to connect again; if it resolves with false, the link waits for `start`. Must not reject. */
  readonly mayConnect?: (() => Promise<boolean>) | undefined
}

/** The callbacks of a link. An exception in one is logged and does not close the link. */
export type LinkEvents = {
  /** All stanzas of one socket read are passed in the same tick, always between `onUp` and `onDown`. */
  onStanza(stanza: Element): void
  onUp(): void
  /** `closed`: `stop` closed the link, and the server answered with its own `</stream:stream>`. Otherwise `lost`. */
  onDown(why: 'lost' | 'closed'): void
}

/**
 * The connection to the XMPP server (XEP-0114); it reconnects when it is lost. Two instances on one component would take
 * the place from each other for ever: the one that is replaced for the second time waits for one to two minutes.
 */
export interface Link {
  /**
   * Resolves at the first handshake. Rejects with a `LinkError` that holds the advice if there was none within
   * `connectTimeout`; the link goes on trying until `stop`. It may be called again when `stop` or `cut` has resolved.
   */
  start(): Promise<void>
  /** Writes to the socket once. False, and nothing is written, if the link is down or its socket is full. */
  write(text: string): boolean
  /** Drops a link that does not work, for the reason `trouble`, and reconnects. */
  drop(trouble: string): void
  /** Stops reading until `resume` or the next connection: stanzas wait in the server. */
  pause(): void
  resume(): void
  /** Closes the stream within about two seconds, and does not reconnect. */
  stop(): Promise<void>
  /** Ends the connection at once: nothing more is read or written, and it does not reconnect. */
  cut(): Promise<void>
}

const STREAM_NAMESPACE = 'jabber:component:accept'
/** The most unsent bytes in the socket: more than one window of outbound. */
const MOST_UNSENT = 4 * 1024 * 1024
/** An instance that is replaced twice within this time gives up for a while. In milliseconds. */
const REPLACED_AGAIN = 5 * 60_000
/** The delay before the first TCP keep-alive probe, in milliseconds. */
const TCP_KEEP_ALIVE = 30_000

/** Creates a link that does nothing until `start`. */
export function openLink(options: LinkOptions, events: LinkEvents): Link {
  return new ComponentLink(options, events)
}

class ComponentLink implements Link {
  readonly #options: LinkOptions
  readonly #events: LinkEvents
  readonly #stream: ComponentStream
  readonly #clock: Clock
  readonly #retry: Retry
  readonly #troubles: TroubleLog
  /** Settles the promise of `start`. */
  #started: (error?: LinkError) => void = () => {}
  /** Cancels the timer of the handshake. */
  #attempt: () => void = () => {}
  #upSince: number | undefined
  /** When another connection last took the place of this one. */
  #replacedAt: number | undefined
  #failed = false
  #wasReplaced = false
  #stopping = false
  #serverHasClosed = false

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options
    this.#events = events
    this.#troubles = new TroubleLog(options)
    this.#stream = new ComponentStream(options)
    this.#clock = options.clock ?? monotonicClock
    this.#retry = new Retry(this.#clock, () => void this.#connectAgain())
    this.#listen()
  }

  start(): Promise<void> {
    const { connectTimeout } = this.#options
    this.#stopping = false
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(() => {
        this.#started(new LinkError('no-answer', `No link within ${connectTimeout} s. ${this.#troubles.advice}`))
      }, connectTimeout * 1000)
      this.#started = error => {
        clearTimeout(timeout)
        if (error) reject(error)
        else resolve()
      }
      this.#connect()
    })
  }

  write(text: string): boolean {
    const { socket } = this.#stream
    if (this.#upSince === undefined || this.#stream.isClosing || !socket?.writable) return false
    if (socket.writableLength > MOST_UNSENT) return false
    socket.write(text)
    return true
  }

  drop(trouble: string): void {
    this.#stream.socket?.destroy(new LinkError(trouble))
  }

  pause(): void {
    // Until the link is up, the server's handshake has to be read.
    if (this.#upSince !== undefined) this.#stream.socket?.pause()
  }

  resume(): void {
    this.#stream.socket?.resume()
  }

  stop(): Promise<void> {
    return this.#end(() => this.#stream.close())
  }

  cut(): Promise<void> {
    return this.#end(() => this.#stream.socket?.destroy())
  }

  async #end(close: () => void): Promise<void> {
    this.#stopping = true
    this.#retry.stop()
    this.#attempt()
    this.#started(new LinkError('stopped', 'The link was stopped before its first handshake'))
    if (!this.#stream.socket) return
    const closed = new Promise(resolve => this.#stream.once('disconnect', resolve))
    close()
    await closed
  }

  #listen(): void {
    const stream = this.#stream
    stream.on('connect', () => {
      // With an encoding, the socket joins a character that is split across reads.
      stream.socket?.setEncoding('utf8').setNoDelay(true).setKeepAlive(true, TCP_KEEP_ALIVE)
    })
    stream.on('open', (header: Element) => void this.#authenticate(header))
    stream.on('nonza', (nonza: Element) => {
      if (nonza.is('handshake', STREAM_NAMESPACE)) this.#up()
    })
    stream.on('stanza', (stanza: Element) => this.#receive(stanza))
    stream.on('error', (error: unknown) => this.#trouble(error))
    stream.on('close', () => {
      this.#serverHasClosed = true
      stream.close()
    })
    stream.on('disconnect', () => this.#down())
  }

  async #connectAgain(): Promise<void> {
    if ((await this.#options.mayConnect?.()) ?? true) this.#connect()
  }

  #connect(): void {
    if (this.#stopping) return
    this.#failed = false
    this.#wasReplaced = false
    this.#serverHasClosed = false
    const { service, domain, handshakeTimeout = 10 } = this.#options
    this.#attempt = this.#clock.after(handshakeTimeout * 1000, () => this.drop('no-answer'))
    const opened = this.#stream.connect(service).then(() => this.#stream.open({ domain }))
    // The library has emitted the error as an event.
    opened.catch(() => {})
  }

  async #authenticate(header: Element): Promise<void> {
    if (attr(header, 'xmlns') !== STREAM_NAMESPACE) {
      this.#stream.emit('error', new LinkError('wrong-port'))
      this.#stream.close()
      return
    }
    try {
      await this.#stream.authenticate(attr(header, 'id') ?? '', this.#options.secret)
    } catch (error) {
      // A stream error or a lost socket has been reported; any other answer that is not a handshake is reported here.
      this.#trouble(error)
      this.#stream.close()
    }
  }

  /** Called in the tick of the handshake: the same read may hold stanzas. */
  #up(): void {
    if (this.#upSince !== undefined || this.#stopping) return
    this.#attempt()
    this.#upSince = this.#clock.now()
    const { service, domain, log } = this.#options
    log.info({ event: 'server-up', service, domain }, 'Connected to the XMPP server')
    this.#started()
    this.#emit(() => this.#events.onUp())
  }

  #receive(stanza: Element): void {
    if (this.#upSince !== undefined) this.#emit(() => this.#events.onStanza(stanza))
  }

  #trouble(error: unknown): void {
    // The first trouble of a connection is the cause of the others.
    if (this.#failed || this.#stopping) return
    this.#failed = true
    this.#wasReplaced = this.#upSince !== undefined && troubleOf(error) === 'conflict'
    this.#troubles.report(
      this.#wasReplaced ? new LinkError(this.#isReplacedAgain ? 'replaced-again' : 'replaced') : error,
    )
  }

  get #isReplacedAgain(): boolean {
    return this.#replacedAt !== undefined && this.#clock.now() - this.#replacedAt < REPLACED_AGAIN
  }

  #down(): void {
    this.#attempt()
    const upSince = this.#upSince
    this.#upSince = undefined
    // Also settles the library's promises, which would stay pending after a close without an error.
    this.#stream.emit('error', new LinkError(upSince === undefined ? 'closed' : 'lost'))
    if (!this.#stopping) this.#retryAfter(upSince === undefined ? undefined : this.#clock.now() - upSince)
    const why = this.#stopping && this.#serverHasClosed ? 'closed' : 'lost'
    if (upSince !== undefined) this.#emit(() => this.#events.onDown(why))
  }

  #retryAfter(lasted: number | undefined): void {
    if (this.#wasReplaced && this.#isReplacedAgain) this.#retry.afterReplaced()
    else if (this.#retry.afterEnd(lasted)) this.#troubles.forget()
    if (this.#wasReplaced) this.#replacedAt = this.#clock.now()
  }

  /** An exception of a listener must not count as a stream error, which would close the link. */
  #emit(event: () => void): void {
    try {
      event()
    } catch (error) {
      this.#options.log.error({ err: error }, 'A stanza or a change of the link could not be handled')
    }
  }
}
