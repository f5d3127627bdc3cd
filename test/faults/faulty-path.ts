import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { Chance } from '../random/chance.js'
import { Flow, type Treatment } from './flow.js'

/**
 * A piece of the way between two programs that can go wrong as networks do. Everything that is done to it concerns the
 * connections that are open at that moment; new ones are treated well, unless `treats` says otherwise.
 */
export interface FaultyPath {
  readonly port: number
  /** How many connections are open. */
  readonly open: number
  /** How the bytes of all connections, also of new ones, are treated from now on. */
  treats(treatment: Treatment): void
  /** The connections that are there swallow everything without a word for as long as they last; new ones do not. */
  goHalfOpen(): void
  /** The far side of those that are half-open is told at last: its own system has given up. */
  giveUpHalfOpen(): void
  /** Both ends see the connection end: by an error (RST), or as if the other side had closed it (FIN). */
  cut(by: 'reset' | 'end'): void
  close(): Promise<void>
}

/** Listens on a free port of the loopback and connects each who comes to the port `target`. */
export async function openFaultyPath(target: number, chance: Chance): Promise<FaultyPath> {
  const pairs = new Set<Pair>()
  let treatment: Treatment = 'pass'
  const listener = createServer({ allowHalfOpen: true }, near => {
    const pair = new Pair(near, { target, chance })
    pairs.add(pair)
    pair.closed.then(() => pairs.delete(pair))
    pair.treats(treatment)
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    get open() {
      return pairs.size
    },
    treats(next) {
      treatment = next
      for (const pair of pairs) pair.treats(next)
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

/** One connection: the near end was opened to us, the far end by us. */
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

  treats(treatment: Treatment): void {
    if (this.#isHalfOpen) return
    for (const flow of this.#flows) flow.treats(treatment)
  }

  goHalfOpen(): void {
    this.treats('swallow')
    this.#isHalfOpen = true
  }

  giveUp(): void {
    if (this.#isHalfOpen) this.cut('reset')
  }

  cut(by: 'reset' | 'end'): void {
    for (const flow of this.#flows) flow.stop()
    for (const end of this.#ends) {
      if (by === 'reset') end.resetAndDestroy()
      else end.end(() => end.destroy())
    }
  }

  /** Of a half-open connection, one side never hears what became of the other. */
  #lost(): void {
    if (!this.#isHalfOpen) for (const end of this.#ends) end.destroy()
  }
}
