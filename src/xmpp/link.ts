import { attr, type Element } from '../stanza/element.js'
import { type Clock, monotonicClock } from '../time/monotonic-clock.js'
import { ComponentStream } from './component-stream.js'
import { LinkError, type LinkLog, TroubleLog } from './link-trouble.js'
import { Retry } from './retry.js'

export { LinkError, type LinkLog }

export type LinkOptions = {
  /** `xmpp://host:port` of the server's port for components. */
  readonly service: string
  readonly domain: string
  readonly secret: string
  /** Seconds that `start` waits for the first handshake. */
  readonly connectTimeout: number
  /** Seconds that one attempt may take until its handshake; 10 where absent. */
  readonly handshakeTimeout?: number
  readonly log: LinkLog
  readonly clock?: Clock
}

export type LinkEvents = {
  /** All stanzas of one socket read come in the same tick, always between `onUp` and `onDown`. */
  onStanza(stanza: Element): void
  onUp(): void
  /** `closed` where we have closed it, by `stop`, and the server has answered to that: then it was there to the end. */
  onDown(why: 'lost' | 'closed'): void
}

/** The connection to the XMPP server (XEP-0114), made again when it is lost. */
export interface Link {
  /**
   * Resolves at the first handshake; rejects with a `LinkError` that tells what to change when none came within
   * `connectTimeout`. It goes on trying after that too, until `stop`.
   */
  start(): Promise<void>
  /** One socket write; false, and nothing written, where the link is down or has no room. */
  write(text: string): boolean
  /** The link is of no use although nobody has closed it, as the trouble says: it is dropped and made again. */
  drop(trouble: string): void
  /** Reads nothing until `resume`, or until the link is made again: the server's words wait with the server. */
  pause(): void
  resume(): void
  /** Closes the stream within two seconds or so, and tries no more. */
  stop(): Promise<void>
}

const STREAM_NAMESPACE = 'jabber:component:accept'
/** What may wait in the socket, in bytes: more than one window of outbound. */
const MOST_UNSENT = 4 * 1024 * 1024
const KEEPALIVE = 30_000

/** Makes a link that does nothing until `start`. */
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
  /** Ends the wait of `start`. */
  #started: (error?: LinkError) => void = () => {}
  /** Calls off what would end an attempt that takes too long. */
  #attempt: () => void = () => {}
  #upSince: number | undefined
  #failed = false
  #stopping = false
  /** Whether the server has closed the stream from its side. */
  #saidGoodbye = false

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options
    this.#events = events
    this.#troubles = new TroubleLog(options)
    this.#stream = new ComponentStream(options)
    this.#clock = options.clock ?? monotonicClock
    this.#retry = new Retry(this.#clock, () => this.#connect())
    this.#listen()
  }

  start(): Promise<void> {
    const { connectTimeout } = this.#options
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
    // Before that, the server's handshake has to be read.
    if (this.#upSince !== undefined) this.#stream.socket?.pause()
  }

  resume(): void {
    this.#stream.socket?.resume()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#retry.stop()
    this.#attempt()
    this.#started(new LinkError('stopped', 'The link was stopped before its first handshake'))
    if (!this.#stream.socket) return
    const closed = new Promise(resolve => this.#stream.once('disconnect', resolve))
    this.#stream.close()
    await closed
  }

  #listen(): void {
    const stream = this.#stream
    stream.on('connect', () => {
      // With an encoding the socket keeps a character that is split across reads until it is whole.
      stream.socket?.setEncoding('utf8').setNoDelay(true).setKeepAlive(true, KEEPALIVE)
    })
    stream.on('open', (header: Element) => void this.#authenticate(header))
    stream.on('nonza', (nonza: Element) => {
      if (nonza.is('handshake', STREAM_NAMESPACE)) this.#up()
    })
    stream.on('stanza', (stanza: Element) => this.#receive(stanza))
    stream.on('error', (error: unknown) => this.#trouble(error))
    stream.on('close', () => {
      this.#saidGoodbye = true
      stream.close()
    })
    stream.on('disconnect', () => this.#down())
  }

  #connect(): void {
    if (this.#stopping) return
    this.#failed = false
    this.#saidGoodbye = false
    const { service, domain, handshakeTimeout = 10 } = this.#options
    this.#attempt = this.#clock.after(handshakeTimeout * 1000, () => this.drop('no-answer'))
    const opened = this.#stream.connect(service).then(() => this.#stream.open({ domain }))
    // What it rejects with was an error event before.
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
      // A stream error or a lost socket has been told already; anything else that is no handshake ends here.
      this.#trouble(error)
      this.#stream.close()
    }
  }

  /** In the tick of the handshake itself: the stanzas behind it may be in the same read. */
  #up(): void {
    if (this.#upSince !== undefined || this.#stopping) return
    this.#attempt()
    this.#upSince = this.#clock.now()
    const { service, domain, log } = this.#options
    log.info({ event: 'server-up', service, domain }, 'Connected to the XMPP server')
    this.#started()
    this.#tell(() => this.#events.onUp())
  }

  #receive(stanza: Element): void {
    if (this.#upSince !== undefined) this.#tell(() => this.#events.onStanza(stanza))
  }

  #trouble(error: unknown): void {
    // The first trouble of a connection is its cause, the others follow from it.
    if (this.#failed || this.#stopping) return
    this.#failed = true
    this.#troubles.report(error)
  }

  #down(): void {
    this.#attempt()
    const upSince = this.#upSince
    this.#upSince = undefined
    // Also ends what the library waits for: nothing else would, after a close without an error.
    this.#stream.emit('error', new LinkError(upSince === undefined ? 'closed' : 'lost'))
    if (!this.#stopping) {
      const lasted = upSince === undefined ? undefined : this.#clock.now() - upSince
      if (this.#retry.afterEnd(lasted)) this.#troubles.forget()
    }
    const why = this.#stopping && this.#saidGoodbye ? 'closed' : 'lost'
    if (upSince !== undefined) this.#tell(() => this.#events.onDown(why))
  }

  /** A fault in what listens must not look like a fault in the stream, which would close the link. */
  #tell(event: () => void): void {
    try {
      event()
    } catch (error) {
      this.#options.log.error({ err: error }, 'A stanza or a change of the link could not be handled')
    }
  }
}
