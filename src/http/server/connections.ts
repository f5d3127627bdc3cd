import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { addressName } from './address-name.js'
import { within } from './networks.js'

/** The limits on concurrent connections, in all and for one address; 0 is no limit. */
export type ConnectionSettings = { readonly connections: number; readonly connectionsPerAddress: number }

/** IP addresses and networks of the trusted proxies and of the monitoring. */
export type KnownAddresses = { readonly trusted: readonly string[]; readonly monitors: readonly string[] }

/** Connections that are reserved for the monitoring, when all others are in use. */
const RESERVED = 16

/** What uncounts a connection before it is closed. */
const counted = new WeakMap<Socket, () => void>()

/** Counts a connection no more, which speaks another protocol from now on: that one has limits of its own. */
export function uncount(socket: Socket): void {
  counted.get(socket)?.()
}

/**
 * Closes connections above the limits before anything is read. A trusted proxy serves many clients, so the limit for one
 * address does not count its connections. Returns a predicate: is this a reserved monitoring connection? Without those,
 * a full server would look dead to its supervisor, which would restart it.
 */
export function limitConnections(
  server: Server,
  { connections, connectionsPerAddress, trusted, monitors }: ConnectionSettings & KnownAddresses,
): (socket: Socket) => boolean {
  const [all, perAddress, reserved] = [
    new ConnectionCounter(connections),
    new ConnectionCounter(connectionsPerAddress),
    new ConnectionCounter(RESERVED),
  ]
  const [isProxy, isMonitor] = [within(trusted), within(monitors)]
  const onReserved = new WeakSet<Socket>()
  server.on('connection', (socket: Socket) => {
    const ip = socket.remoteAddress
    // The client has closed it already.
    if (ip === undefined) return socket.destroy()
    const name = isProxy(ip) ? undefined : addressName(ip)
    if (all.isFree() && (name === undefined || perAddress.isFree(name))) {
      all.take()
      if (name !== undefined) perAddress.take(name)
      untilClosed(socket, () => {
        all.leave()
        if (name !== undefined) perAddress.leave(name)
      })
    } else if (isMonitor(ip) && reserved.isFree()) {
      reserved.take()
      untilClosed(socket, () => reserved.leave())
      onReserved.add(socket)
    } else socket.destroy()
  })
  return socket => onReserved.has(socket)
}

/** Calls `leave` once: when the connection is closed, or not counted any more. */
function untilClosed(socket: Socket, leave: () => void): void {
  const once = () => {
    if (counted.delete(socket)) leave()
  }
  counted.set(socket, once)
  socket.once('close', once)
}

/** Counts open connections by name, up to a limit for each. */
class ConnectionCounter {
  readonly #most: number
  readonly #taken = new Map<string, number>()

  /** `most`: 0 is no limit. */
  constructor(most: number) {
    this.#most = most
  }

  isFree(name = ''): boolean {
    return this.#most === 0 || (this.#taken.get(name) ?? 0) < this.#most
  }

  take(name = ''): void {
    if (this.#most > 0) this.#taken.set(name, (this.#taken.get(name) ?? 0) + 1)
  }

  leave(name = ''): void {
    const left = (this.#taken.get(name) ?? 1) - 1
    if (left === 0) this.#taken.delete(name)
    else this.#taken.set(name, left)
  }
}
