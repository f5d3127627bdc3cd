import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks'

/*
 * Loaded into the measured process before its program (`node --import`): it answers each message from its parent with
 * what can be seen from within only.
 */

/** In bytes, and milliseconds since the last time. */
export type Inside = {
  readonly heap: number
  /** What was left after the last full garbage collection: what a leak adds to. */
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

process.on('message', () => {
  const { heapUsed, external } = process.memoryUsage()
  const inside: Inside = {
    heap: heapUsed,
    heapAfterCollection,
    outsideHeap: external,
    loopDelayP99: delay.percentile(99) / NANOSECONDS,
    loopDelayMax: delay.max / NANOSECONDS,
  }
  delay.reset()
  process.send?.(inside)
})
process.channel?.unref()
