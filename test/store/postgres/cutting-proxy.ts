import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/**
 * Where a connection is cut: when half of a batch has arrived, when its end has arrived, when its answer is there but has not
 * arrived.
 */
export type Cut = 'before' | 'within' | 'behind'

/** A proxy that cuts the connection of a batch. */
export interface CuttingProxy {
  readonly port: number
  /** Cuts the next batch here; by a reset, or by an end after which the server reads what has arrived. May then close. */
  cutNext(where: Cut, by: 'reset' | 'end', then?: { readonly andClose: boolean }): void
  /** Refuses all connections, or no more. */
  setOpen(isOpen: boolean): void
  /** No longer passes on anything, though the connections stay. */
  fallSilent(): void
  close(): Promise<void>
}

/** The message Query with the text of the end of a batch, and the tag that answers it. */
const [END, ANSWER] = ['commit\0', 'COMMIT\0']

/** Listens on a free port of the loopback and connects each client to the port `target`. */
export async function openCuttingProxy(target: number): Promise<CuttingProxy> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let [isOpen, isSilent] = [true, false]
  let next: { where: Cut; by: 'reset' | 'end'; andClose: boolean } | undefined
  const cut = (pair: readonly [Socket, Socket], by: 'reset' | 'end') => {
    if (next?.andClose) isOpen = false
    next = undefined
    for (const socket of pair) {
      // Node.js never closes a socket that is reset while its end is being sent.
      if (by === 'reset' && !socket.writableEnded) socket.resetAndDestroy()
      else socket.end(() => socket.destroy())
    }
  }
  const listener = createServer(near => {
    const far = connect(target, '127.0.0.1')
    const pair = [near, far] as const
    pairs.add(pair)
    for (const socket of pair) {
      socket.setNoDelay(true).on('error', () => undefined)
      socket.once('close', () => {
        pairs.delete(pair)
        for (const one of pair) one.destroy()
      })
    }
    if (!isOpen) cut(pair, 'reset')
    near.on('data', bytes => {
      if (isSilent) return
      const plan = next
      const isEnd = plan !== undefined && plan.where !== 'behind' && bytes.includes(END)
      if (!isEnd) return void far.write(bytes)
      far.write(plan.where === 'before' ? bytes.subarray(0, bytes.indexOf(END)) : bytes, () => cut(pair, plan.by))
    })
    far.on('data', bytes => {
      if (isSilent) return
      if (next?.where !== 'behind' || !bytes.includes(ANSWER)) return void near.write(bytes)
      cut(pair, next.by)
    })
  })
  await once(listener.listen(0, '127.0.0.1'), 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    cutNext: (where, by, { andClose } = { andClose: false }) => {
      next = { where, by, andClose }
    },
    setOpen: open => {
      isOpen = open
      if (!open) for (const pair of pairs) cut(pair, 'reset')
    },
    fallSilent: () => {
      isSilent = true
    },
    async close() {
      listener.close()
      for (const socket of [...pairs].flat()) socket.destroy()
      await once(listener, 'close')
    },
  }
}
