import { Worker } from 'node:worker_threads'

/** The options of the watchdog's thread. */
export type WatchdogWorkerOptions = {
  /** Shared memory with the number of heartbeats, and the ticks until the process must have ended. */
  readonly shared: Int32Array
  /** The length of a tick in milliseconds. */
  readonly tick: number
  /** After how many ticks without a heartbeat the process ends; 0 is never. */
  readonly limit: number
}

/** The indexes in the shared memory. */
export const HEARTBEATS = 0
export const TICKS_LEFT = 1

export type WatchdogOptions = {
  /** After how many seconds with a blocked event loop the process ends; 0 is never. */
  readonly stalledAfter: number
  /** The length of such a second in milliseconds, for tests; 1000 where absent. */
  readonly tick?: number
}

/**
 * A thread that ends the process with SIGALRM (exit status 142 in a shell) when its event loop is blocked for too long, so
 * that the supervisor starts it again. No other end has this signal: a process without memory ends with SIGABRT. The
 * thread counts its own ticks, so that a stopped process or a suspended machine does not count as blocked.
 */
export interface Watchdog {
  /** Resolves when the thread has started; it does not see an earlier hang. */
  readonly watching: Promise<void>
  /** Ends the process in this number of seconds, even if its event loop is blocked. */
  endWithin(seconds: number): void
  /** Ends the thread. */
  stop(): Promise<void>
}

/** Starts the thread for this process. It does not keep the process alive. */
export function startWatchdog({ stalledAfter, tick = 1000 }: WatchdogOptions): Watchdog {
  const shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  const workerData: WatchdogWorkerOptions = { shared, tick, limit: stalledAfter }
  const worker = new Worker(new URL(import.meta.resolve('#src/observability/watchdog-worker.js')), { workerData })
  const watching = new Promise<void>(resolve => worker.once('message', () => resolve()))
  worker.unref()
  const heartbeat = setInterval(() => Atomics.add(shared, HEARTBEATS, 1), tick / 4).unref()
  return {
    watching,
    endWithin(seconds) {
      Atomics.store(shared, TICKS_LEFT, seconds)
    },
    async stop() {
      clearInterval(heartbeat)
      await worker.terminate()
    },
  }
}
