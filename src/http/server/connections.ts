import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { addressName } from './address-name.js'
import { within } from './networks.js'

/** How many connections there may be at once, in all and from one address; 0 is no limit. */
export type ConnectionSettings = { readonly connections: number; readonly connectionsPerAddress: number }

/** IP addresses and networks: of the proxies whose word is believed, and of who watches over the service. */
export type KnownAddresses = { readonly trusted: readonly string[]; readonly watchers: readonly string[] }

/** For who watches over the service, when the other places are taken: enough for several who ask at once. */
const SPARE_PLACES = 16

/**
 * Connections above the limits are closed at once, before anything is read. Behind a trusted proxy there are many people,
 * so only the limit in all counts its connections. Gives what says whether a connection has got one of the spare places:
 * who takes a service that is full for one that is dead would start it again.
 */
export function limitConnections(
  server: Server,
  { connections, connectionsPerAddress, trusted, watchers }: ConnectionSettings & KnownAddresses,
): (socket: Socket) => boolean {
  const [all, perAddress, spare] = [
    new Places(connections),
    new Places(connectionsPerAddress),
    new Places(SPARE_PLACES),
  ]
  const [isProxy, isWatcher] = [within(trusted), within(watchers)]
  const onSpare = new WeakSet<Socket>()
  server.on('connection', (socket: Socket) => {
    const ip = socket.remoteAddress
    // It has gone already.
    if (ip === undefined) return socket.destroy()
    const name = isProxy(ip) ? undefined : addressName(ip)
    if (all.isFree() && (name === undefined || perAddress.isFree(name))) {
      all.take(socket)
      if (name !== undefined) perAddress.take(socket, name)
    } else if (isWatcher(ip) && spare.isFree()) {
      spare.take(socket)
      onSpare.add(socket)
    } else socket.destroy()
  })
  return socket => onSpare.has(socket)
}

/** So many for each name. */
class Places {
  readonly #most: number
  readonly #taken = new Map<string, number>()

  /** `most` of 0 is no limit. */
  constructor(most: number) {
    this.#most = most
  }

  isFree(name = ''): boolean {
    return this.#most === 0 || (this.#taken.get(name) ?? 0) < this.#most
  }

  /** Until the connection is closed. */
  take(socket: Socket, name = ''): void {
    if (this.#most === 0) return
    this.#taken.set(name, (this.#taken.get(name) ?? 0) + 1)
    socket.once('close', () => {
      const left = (this.#taken.get(name) ?? 1) - 1
      if (left === 0) this.#taken.delete(name)
      else this.#taken.set(name, left)
    })
  }
}
