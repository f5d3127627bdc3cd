import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Chance } from '../random/chance.js'
import { Flow, type Treatment } from './flow.js'

/**
 * A TCP proxy that simulates network faults. Each method affects the connections that are open at that moment; only
 * `setTreatment` also applies to new ones.
 */
export interface FaultyProxy {
  readonly port: number
  /** Number of open connections. */
  readonly open: number
  /** Sets how the bytes of all connections are treated, those of new connections too. */
  setTreatment(treatment: Treatment): void
  /** The open connections silently discard all bytes for the rest of their life; new connections work. */
  goHalfOpen(): void
  /** Resets the half-open connections, as the far system does when it gives up. */
  giveUpHalfOpen(): void
  /** Ends the open connections on both sides, by a reset (RST) or by an orderly close (FIN). */
  cut(by: 'reset' | 'end'): void
  close(): Promise<void>
}

/** Listens on a free loopback port and connects each client to the port `target`, which may be chosen for each. */
export async function openFaultyProxy(target: number | (() => number), chance: Chance): Promise<FaultyProxy> {
  const pairs = new Set<Pair>()
  let treatment: Treatment = 'pass'
  const listener = createServer({ allowHalfOpen: true }, near => {
    const pair = new Pair(near, { target: typeof target === 'number' ? target : target(), chance })
    pairs.add(pair)
    pair.closed.then(() => pairs.delete(pair))
    pair.setTreatment(treatment)
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    get open() {
      return pairs.size
    },
    setTreatment(next) {
      treatment = next
      for (const pair of pairs) pair.setTreatment(next)
    },
    goHalfOpen() {
      for (const pair of pairs) pair.goHalfOpen()
    },
    giveUpHalfOpen() {
      for (const pair of [...pairs]) pair.giveUp()
    },
    cut(by) {
      for (const pair of [...pairs]) pair.cut(by)
    },
    async close() {
      listener.close()
      for (const pair of [...pairs]) pair.cut('reset')
      await once(listener, 'close')
    },
  }
}

/** One proxied connection: the near end was accepted, the far end was opened by the proxy. */
class Pair {
  readonly closed: Promise<unknown>
  readonly #ends: readonly [Socket, Socket]
  readonly #flows: readonly Flow[]
  #isHalfOpen = false

  constructor(near: Socket, { target, chance }: { target: number; chance: Chance }) {
    const far = connect({ port: target, host: '127.0.0.1', allowHalfOpen: true })
    this.#ends = [near, far]
    this.#flows = [new Flow(near, far, chance), new Flow(far, near, chance)]
    for (const end of this.#ends) {
      end.setNoDelay(true)
      end.on('error', () => undefined)
      end.once('close', () => this.#lost())
    }
    this.closed = Promise.all(this.#ends.map(end => new Promise(resolve => end.once('close', resolve))))
  }

  setTreatment(treatment: Treatment): void {
    if (this.#isHalfOpen) return
    for (const flow of this.#flows) flow.setTreatment(treatment)
  }

  goHalfOpen(): void {
    this.setTreatment('swallow')
    this.#isHalfOpen = true
  }

  giveUp(): void {
    if (this.#isHalfOpen) this.cut('reset')
  }

  cut(by: 'reset' | 'end'): void {
    for (const flow of this.#flows) flow.stop()
    for (const end of this.#ends) {
      // Node.js never closes a socket that is reset while its end is being sent, and then does not exit.
      if (by === 'reset' && end.writableEnded) end.destroy()
      else if (by === 'reset') end.resetAndDestroy()
      else end.end(() => end.destroy())
    }
  }

  /** Ends the other side too, except for a half-open connection: there the other side must not notice. */
  #lost(): void {
    if (!this.#isHalfOpen) for (const end of this.#ends) end.destroy()
  }
}
