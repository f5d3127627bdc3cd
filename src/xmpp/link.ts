import { performance } from 'node:perf_hooks'
import reconnect from '@xmpp/reconnect'
import { attr, type Element } from '../stanza/element.js'
import { ComponentStream } from './component-stream.js'
import { LinkError, type LinkLog, TroubleLog } from './link-trouble.js'

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
}

export type LinkEvents = {
  /** All stanzas of one socket read come in the same tick, always between `onUp` and `onDown`. */
  onStanza(stanza: Element): void
  onUp(): void
  onDown(): void
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
  /** Closes the stream within two seconds or so, and tries no more. */
  stop(): Promise<void>
}

const STREAM_NAMESPACE = 'jabber:component:accept'
/** A link that lasted this long was a good one: the next delay is short again. In milliseconds. */
const GOOD_LINK = 5000
const [SHORTEST_DELAY, LONGEST_DELAY] = [100, 5000]
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
  readonly #retry: ReturnType<typeof reconnect>
  readonly #troubles: TroubleLog
  /** Ends the wait of `start`. */
  #started: (error?: LinkError) => void = () => {}
  /** Ends an attempt that takes too long. */
  #attempt: NodeJS.Timeout | undefined
  #upSince: number | undefined
  #failures = 0
  #failed = false
  #stopping = false

  constructor(options: LinkOptions, events: LinkEvents) {
    this.#options = options
    this.#events = events
    this.#troubles = new TroubleLog(options)
    this.#stream = new ComponentStream(options)
    this.#listen()
    // Its own listener for disconnect comes after ours, which sets the delay.
    this.#retry = reconnect({ entity: this.#stream })
    this.#retry.on('reconnecting', () => this.#attempting())
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
      // What it rejects with was an error event before.
      this.#retry.reconnect().catch(() => {})
    })
  }

  write(text: string): boolean {
    const { socket } = this.#stream
    if (this.#upSince === undefined || !socket?.writable || socket.writableLength > MOST_UNSENT) return false
    socket.write(text)
    return true
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#retry.stop()
    clearTimeout(this.#attempt)
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
    stream.on('close', () => stream.close())
    stream.on('disconnect', () => this.#down())
  }

  #attempting(): void {
    this.#failed = false
    const seconds = this.#options.handshakeTimeout ?? 10
    this.#attempt = setTimeout(() => this.#stream.socket?.destroy(new LinkError('no-answer')), seconds * 1000)
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
    clearTimeout(this.#attempt)
    this.#upSince = performance.now()
    const { service, domain, log } = this.#options
    log.info({ service, domain }, 'Connected to the XMPP server')
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
    clearTimeout(this.#attempt)
    const upSince = this.#upSince
    this.#upSince = undefined
    // Also ends what the library waits for: nothing else would, after a close without an error.
    this.#stream.emit('error', new LinkError(upSince === undefined ? 'closed' : 'lost'))
    const wasGood = upSince !== undefined && performance.now() - upSince > GOOD_LINK
    if (wasGood) this.#troubles.forget()
    this.#failures = wasGood ? 0 : this.#failures + 1
    this.#retry.delay = Math.min(LONGEST_DELAY, SHORTEST_DELAY * 2 ** this.#failures) * (0.5 + Math.random() / 2)
    if (upSince !== undefined) this.#tell(() => this.#events.onDown())
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
