import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

/** The header by which an instance tells another one the address of the client. */
export const HOP_HEADER = 'latchstring-hop'

/** How old a hop may be, in milliseconds, and how far the clocks of two machines may be apart. */
const VALID = 60_000
const SHAPE = /^(\S+) (\d{1,16}) ([0-9a-f]{64})$/

/** Signs and recognises the header `latchstring-hop: ADDRESS TIME HMAC` of forwarded requests. */
export class Hops {
  readonly #key: Uint8Array
  readonly #now: () => number

  /** `installationKey`: 32 bytes of the store, the same for all instances. `now`: milliseconds since 1970. */
  constructor(installationKey: Uint8Array, now: () => number) {
    this.#key = new Uint8Array(hkdfSync('sha256', installationKey, '', 'latchstring hop', 32))
    this.#now = now
  }

  /** The header for a request of the client with this IP address. */
  sign(address: string): string {
    const signed = `${address} ${this.#now()}`
    return `${signed} ${this.#mac(signed).toString('hex')}`
  }

  /** The IP address in the header; undefined if no instance of this installation has signed it, or too long ago. */
  addressIn(header: string | string[] | undefined): string | undefined {
    const [, address = '', time = '', mac = ''] = SHAPE.exec(String(header)) ?? []
    if (isIP(address) === 0 || Math.abs(this.#now() - Number(time)) > VALID) return undefined
    return timingSafeEqual(this.#mac(`${address} ${time}`), Buffer.from(mac, 'hex')) ? address : undefined
  }

  #mac(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text).digest()
  }
}
