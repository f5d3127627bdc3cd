import { Worker } from 'node:worker_threads'

/** What the thread that watches is given. `heart` is shared: how often it has beaten, and by which tick all must be over. */
export type Guarded = {
  readonly heart: Int32Array
  /** In milliseconds. */
  readonly tick: number
  /** After how many ticks without a beat the process is ended; 0 is never. */
  readonly most: number
}

/** The places in `heart`. */
export const BEATS = 0
export const TICKS_LEFT = 1

export type WatchdogOptions = {
  /** After how many seconds without a sign of life; 0 is never. */
  readonly stalledAfter: number
  /** In milliseconds, how long one of those seconds is; 1000 where absent. */
  readonly tick?: number
}

/**
 * A thread that ends the process by SIGALRM (exit status 142 for a shell) when its event loop has not turned for so long:
 * whoever supervises the process then starts it again. No other end has this signal: running out of memory is SIGABRT.
 * The thread counts its own ticks, so that a process that was stopped, or a machine that slept, is not taken for one
 * that hangs.
 */
export interface Watchdog {
  /** Resolves when the thread has begun; a hang before is not seen. */
  readonly watching: Promise<void>
  /** Whatever hangs from now on, the process ends in so many seconds. */
  endWithin(seconds: number): void
  stop(): Promise<void>
}

export function startWatchdog({ stalledAfter, tick = 1000 }: WatchdogOptions): Watchdog {
  const heart = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT))
  const workerData: Guarded = { heart, tick, most: stalledAfter }
  const worker = new Worker(new URL('./watchdog-worker.js', import.meta.url), { workerData })
  const watching = new Promise<void>(resolve => worker.once('message', () => resolve()))
  worker.unref()
  const beating = setInterval(() => Atomics.add(heart, BEATS, 1), tick / 4).unref()
  return {
    watching,
    endWithin(seconds) {
      Atomics.store(heart, TICKS_LEFT, seconds)
    },
    async stop() {
      clearInterval(beating)
      await worker.terminate()
    },
  }
}
