import type { Sample } from './sample.js'

export type Point = { readonly x: number; readonly y: number }

/** Slope of the least-squares line through the points; 0 for fewer than two points. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [x, y] = [mean(point => point.x), mean(point => point.y)]
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
  if (points.length < 2 || spread === 0) return 0
  return points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread
}

/**
 * Judgement of the second half of a run: slopes of the memory in bytes per hour, and the shortest length of each queue
 * in the last tenth. A growing queue never gets short again, whatever the load of the machine.
 */
type Verdict = {
  readonly rss: number
  readonly heap: number
  readonly waiting: number
  readonly outbox: number
  /** One sentence for each measure that grows and each kind of work with missing answers. */
  readonly complaints: readonly string[]
  /** True without complaints; `unsure` when the run was too short to judge the memory. */
  readonly isSteady: boolean | 'unsure'
}

const MIB = 1024 * 1024
/** Growth per hour that counts as noise: uncollected garbage, memory kept by the allocator. In bytes. */
const NOISE = 16 * MIB
/** Entries of a queue that are merely in transit. */
const SHORT = 10
const LAST_PART = 0.9
/** Seconds; in a shorter run the memory still grows because caches fill. */
const LONG_ENOUGH = 20 * 60

/**
 * Judges a run. The samples under load show whether memory is flat and queues are short; the sample at rest, whether
 * every request was answered.
 */
export function verdictOn(samples: readonly Sample[], atRest: Sample): Verdict {
  const half = samples.slice(Math.floor(samples.length / 2))
  const hourly = (of: (sample: Sample) => number) =>
    3600 * slopeOf(half.map(sample => ({ x: sample.at, y: of(sample) })))
  const rss = hourly(sample => sample.component.rss)
  const heap = hourly(sample => sample.component.heapAfterCollection)
  const last = samples.slice(Math.floor(samples.length * LAST_PART))
  const shortest = (of: (sample: Sample) => number) => Math.min(...last.map(of))
  const waiting = shortest(sample => sample.load.waiting)
  const outbox = shortest(sample => sample.database.undelivered)
  const complaints: string[] = []
  const check = (holds: boolean, text: string) => holds || complaints.push(text)
  const isLongEnough = (samples.at(-1)?.at ?? 0) >= LONG_ENOUGH
  check(!isLongEnough || rss < NOISE, `the memory grows by ${mib(rss)} per hour`)
  check(!isLongEnough || heap < NOISE, `the heap after a collection grows by ${mib(heap)} per hour`)
  check(waiting <= SHORT, `in the last tenth at least ${waiting} answers were pending`)
  check(outbox <= SHORT, `in the last tenth at least ${outbox} deliveries waited for the server`)
  for (const [kind, { unanswered }] of Object.entries(atRest.load.counts)) {
    check(unanswered === 0, `${unanswered} work items of the kind "${kind}" got no answer`)
  }
  const isSteady = complaints.length > 0 ? false : isLongEnough || 'unsure'
  return { rss, heap, waiting, outbox, complaints, isSteady }
}

/** Formats bytes as MiB. */
export function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`
}
