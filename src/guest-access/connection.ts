import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { type ClientHost, ClientStream } from '../streams/client-stream.js'
import { StreamError } from '../streams/stream-error.js'
import { WebSocketStream } from '../streams/websocket-stream.js'
import type { StreamLog, XmppStream } from '../streams/xmpp-stream.js'
import type { Clock } from '../time/monotonic-clock.js'
import { ReadPace } from './read-pace.js'

/** In milliseconds: the time to sign in, and the interval of the pings. */
const TIME_TO_SIGN_IN = 30_000
const PING_INTERVAL = 30_000
/** The pings in a row that a connection may leave unanswered. */
const MOST_UNANSWERED = 2
/** The bytes that a client may send until it has bound a resource, which takes less than 2 KiB. */
const MOST_BEFORE_BOUND = 8 * 1024
/** The unsent bytes of one connection, beyond which its client reads too slowly. */
const MOST_UNSENT = 512 * 1024
/** The deepest nesting of elements in a frame. */
const DEEPEST = 64

/** Why a connection is dropped: its client reads too slowly, or answers no ping. */
export type DropReason = 'slow' | 'silent'

export type ConnectionOptions = {
  readonly socket: WebSocket
  /** The connection below the WebSocket. */
  readonly transport: Duplex
  readonly clock: Clock
  /** The longest stanza, in bytes. A longer one gets an error, and twice as long a frame ends the stream. */
  readonly stanzaBytes: number
  readonly host: (connection: GuestConnection) => ClientHost
  readonly log: StreamLog
  readonly onDropped: (guest: string | undefined, reason: DropReason) => void
  readonly onClosed: () => void
}

/** The connection of one client, with its time-outs. */
export class GuestConnection {
  /** The bare JID of the guest, once signed in. */
  guest: string | undefined
  /** Whether a resource is bound. */
  isBound = false
  readonly stream: XmppStream
  readonly #socket: WebSocket
  readonly #clock: Clock
  readonly #onDropped: ConnectionOptions['onDropped']
  readonly #pace: ReadPace
  readonly #cancels = new Map<string, () => void>()
  #unanswered = 0
  /** How many reasons there are not to read. */
  #pauses = 0

  constructor({ socket, transport, clock, stanzaBytes, host, log, onDropped, onClosed }: ConnectionOptions) {
    this.#socket = socket
    this.#clock = clock
    this.#onDropped = onDropped
    this.#pace = new ReadPace(clock.now())
    const longest = 2 * stanzaBytes
    this.stream = new WebSocketStream({
      socket,
      bounds: { longestToken: longest, longestStanza: longest, mostNested: DEEPEST },
      mostUnsent: MOST_UNSENT,
      onSlow: () => onDropped(this.guest, 'slow'),
      listen: stream => new ClientStream(stream, host(this)),
      log,
    })
    this.#limitStrangers(transport)
    socket.on('message', () => this.#limitPace())
    socket.on('pong', () => {
      this.#unanswered = 0
    })
    socket.once('close', () => {
      for (const cancel of this.#cancels.values()) cancel()
      onClosed()
    })
    this.#after('sign-in', TIME_TO_SIGN_IN, () => this.#checkSignIn())
    this.#after('ping', PING_INTERVAL, () => this.#ping())
  }

  /** The bytes that are not sent yet. */
  get unsent(): number {
    return this.#socket.bufferedAmount
  }

  /** Reads no further frames until as many calls of `resume`. */
  pause(): void {
    this.#pauses++
    this.#socket.pause()
  }

  resume(): void {
    this.#pauses--
    if (this.#pauses === 0) this.#socket.resume()
  }

  /** Ends the connection of a client that does not take part any more. */
  drop(reason: DropReason): void {
    this.#onDropped(this.guest, reason)
    this.cut()
  }

  cut(): void {
    this.#socket.terminate()
  }

  /** Counts bytes and not frames, for a frame whose end never comes is kept, too. */
  #limitStrangers(transport: Duplex): void {
    let read = 0
    const count = (bytes: Uint8Array) => {
      read += bytes.length
      if (this.isBound) transport.off('data', count)
      else if (read > MOST_BEFORE_BOUND) {
        transport.off('data', count)
        this.stream.close(new StreamError('policy-violation', 'Sign in and bind a resource within 8 KiB.'))
        // What still comes would be kept until the client answers the close.
        this.pause()
      }
    }
    // Before the WebSocket reads them.
    transport.prependListener('data', count)
  }

  #limitPace(): void {
    const wait = this.#pace.read(this.#clock.now())
    if (wait === 0) return
    if (!this.#cancels.has('pace')) this.pause()
    this.#after('pace', wait, () => {
      this.#cancels.delete('pace')
      this.resume()
    })
  }

  #checkSignIn(): void {
    if (this.isBound) return
    this.stream.close(new StreamError('connection-timeout', 'Sign in and bind a resource within 30 s.'))
  }

  #ping(): void {
    if (this.#unanswered >= MOST_UNANSWERED) return this.drop('silent')
    // While nothing is read, an answer cannot be seen.
    if (this.#pauses === 0) this.#unanswered++
    this.#socket.ping()
    this.#after('ping', PING_INTERVAL, () => this.#ping())
  }

  /** Replaces an earlier timer of this name. */
  #after(name: string, milliseconds: number, call: () => void): void {
    this.#cancels.get(name)?.()
    this.#cancels.set(name, this.#clock.after(milliseconds, call))
  }
}
