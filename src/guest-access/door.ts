import type { IncomingMessage } from 'node:http'
import { offersXmpp } from '../streams/subprotocol.js'

/** Why a connection is not accepted. `full`: there are too many, in all or from this address. */
export type DoorRefusal = 'no-subprotocol' | 'other-origin' | 'full' | 'full-for-address'

export type DoorOptions = {
  /** The origins whose pages may connect, such as `https://rooms.example.org`. */
  readonly origins: ReadonlySet<string>
  /** The most connections in all and from one IP address; 0 is no limit. */
  readonly connections: number
  readonly connectionsPerAddress: number
}

/** Decides which connections are accepted, and counts those that are. */
export class Door {
  readonly #options: DoorOptions
  readonly #byAddress = new Map<string, number>()
  #count = 0

  constructor(options: DoorOptions) {
    this.#options = options
  }

  /** The number of connections that are inside. */
  get count(): number {
    return this.#count
  }

  /** Undefined if a request from this IP address (as it is counted) may become a connection. */
  refusalOf(request: Pick<IncomingMessage, 'headers'>, address: string): DoorRefusal | undefined {
    const { origins, connections, connectionsPerAddress } = this.#options
    if (!offersXmpp(request)) return 'no-subprotocol'
    // RFC 6455 §10.2: browsers name the origin of the page; other clients name none.
    const { origin } = request.headers
    if (origin !== undefined && !origins.has(origin)) return 'other-origin'
    if (connections > 0 && this.#count >= connections) return 'full'
    const isFull = connectionsPerAddress > 0 && (this.#byAddress.get(address) ?? 0) >= connectionsPerAddress
    return isFull ? 'full-for-address' : undefined
  }

  enters(address: string): void {
    this.#count++
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1)
  }

  leaves(address: string): void {
    this.#count--
    const left = (this.#byAddress.get(address) ?? 1) - 1
    if (left > 0) this.#byAddress.set(address, left)
    else this.#byAddress.delete(address)
  }
}
