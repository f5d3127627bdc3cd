import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { StreamError } from '../streams/stream-error.js'
import { SUBPROTOCOL } from '../streams/subprotocol.js'
import { type ConnectionOptions, GuestConnection } from './connection.js'
import { Door, type DoorOptions } from './door.js'

/** The unsent bytes of all connections, beyond which those that have most are dropped. */
const MOST_UNSENT_IN_ALL = 64 * 1024 * 1024
/** The bytes that are written between two looks at all connections. */
const BETWEEN_LOOKS = 4 * 1024 * 1024
/** In milliseconds: the time that a client may take to answer our close, and when the service stops. */
const CLOSE_TIMEOUT = 2000
const CLOSING_TIME = 300

export type ConnectionsOptions = DoorOptions &
  Pick<ConnectionOptions, 'clock' | 'stanzaBytes' | 'log' | 'onDropped'> & {
    readonly host: (connection: GuestConnection, address: string) => ReturnType<ConnectionOptions['host']>
  }

/** A request to become a WebSocket, with its socket and what has come after it. */
export type Upgrade = { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer }

/** All connections of guests' clients. */
export class GuestConnections {
  readonly door: Door
  readonly #options: ConnectionsOptions
  readonly #server: WebSocketServer
  readonly #open = new Set<GuestConnection>()
  #written = 0
  #isPaused = false

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.door = new Door(options)
    const maxPayload = 4 * options.stanzaBytes
    const protocol = { handleProtocols: () => SUBPROTOCOL, closeTimeout: CLOSE_TIMEOUT }
    this.#server = new WebSocketServer({ noServer: true, maxPayload, ...protocol })
  }

  /** Makes a connection of a request that the door does not refuse. `address`: the IP address, as it is counted. */
  accept({ request, socket, head }: Upgrade, address: string): void {
    // The client may have gone while its request waited for earlier ones; then `close` comes no more.
    if (socket.destroyed) return
    this.door.enters(address)
    socket.once('close', () => this.door.leaves(address))
    const { clock, stanzaBytes, log, host, onDropped } = this.#options
    this.#server.handleUpgrade(request, socket, head, webSocket => {
      const connection: GuestConnection = new GuestConnection({
        ...{ socket: webSocket, transport: socket, clock, stanzaBytes, log, onDropped },
        host: opened => host(opened, address),
        onClosed: () => this.#open.delete(connection),
      })
      this.#open.add(connection)
      if (this.#isPaused) connection.pause()
    })
  }

  /** Reports that so many bytes were written. Drops the slowest clients if too much is not sent. */
  wrote(bytes: number): void {
    this.#written += bytes
    if (this.#written < BETWEEN_LOOKS) return
    this.#written = 0
    for (const connection of slowest(this.#open, MOST_UNSENT_IN_ALL)) connection.drop('slow')
  }

  pauseReading(): void {
    if (this.#isPaused) return
    this.#isPaused = true
    for (const connection of this.#open) connection.pause()
  }

  resumeReading(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    for (const connection of this.#open) connection.resume()
  }

  /** Ends the connections of this guest, a bare JID. */
  endOf(guest: string, error: StreamError): void {
    for (const connection of this.#open) if (connection.guest === guest) connection.stream.close(error)
  }

  /** Ends all connections. Resolves when their sockets are closed. */
  async close(error: StreamError): Promise<void> {
    const closing = [...this.#open]
    for (const connection of closing) connection.stream.close(error)
    if (this.#open.size === 0) return
    await new Promise<void>(resolve => this.#options.clock.after(CLOSING_TIME, resolve))
    for (const connection of closing) connection.cut()
  }
}

/** The connections with most unsent bytes, as many as leave at most `most` bytes to the others. */
export function slowest<C extends { readonly unsent: number }>(connections: Iterable<C>, most: number): readonly C[] {
  const all = [...connections].map(connection => ({ connection, unsent: connection.unsent }))
  let left = all.reduce((sum, { unsent }) => sum + unsent, 0)
  if (left <= most) return []
  const sorted = all.sort((a, b) => b.unsent - a.unsent)
  const end = sorted.findIndex(({ unsent }) => {
    left -= unsent
    return left <= most
  })
  return sorted.slice(0, end + 1).map(({ connection }) => connection)
}
