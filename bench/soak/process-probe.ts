import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/*
 * Loaded into the measured process before its program (`node --import`). Answers each message from the parent process
 * with readings that only the process itself can take.
 */

/** Sizes in bytes; delays in milliseconds since the previous reading. */
export type ProbeReading = {
  readonly heap: number
  /** Heap in use after the last full garbage collection: a leak makes it grow. */
  readonly heapAfterCollection: number
  readonly outsideHeap: number
  readonly loopDelayP99: number
  readonly loopDelayMax: number
}

const NANOSECONDS = 1e6
const delay = monitorEventLoopDelay({ resolution: 10 })
delay.enable()
let heapAfterCollection = 0
const observer = new PerformanceObserver(list => {
  const isFull = list.getEntries().some(entry => {
    const detail: unknown = Reflect.get(entry, 'detail')
    const kind: unknown = typeof detail === 'object' && detail !== null ? Reflect.get(detail, 'kind') : undefined
    return kind === constants.NODE_PERFORMANCE_GC_MAJOR
  })
  if (isFull) heapAfterCollection = process.memoryUsage().heapUsed
})
observer.observe({ entryTypes: ['gc'] })

function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') for (let pass = 0; pass < 3; pass++) collect()
}

/** The message `collect` asks for a full garbage collection before the reading. */
process.on('message', message => {
  if (message === 'collect') collectGarbage()
  const { heapUsed, external } = process.memoryUsage()
  const reading: ProbeReading = {
    heap: heapUsed,
    heapAfterCollection,
    outsideHeap: external,
    loopDelayP99: delay.percentile(99) / NANOSECONDS,
    loopDelayMax: delay.max / NANOSECONDS,
  }
  delay.reset()
  process.send?.(reading)
})
process.channel?.unref()
