import type { Sample } from './sample.js'

export type Point = { readonly x: number; readonly y: number }

/** By how much y grows for each x: the line that fits the points with the least squares. 0 for less than two. */
export function slopeOf(points: readonly Point[]): number {
  const mean = (of: (point: Point) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [x, y] = [mean(point => point.x), mean(point => point.y)]
  const spread = points.reduce((sum, point) => sum + (point.x - x) ** 2, 0)
  if (points.length < 2 || spread === 0) return 0
  return points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0) / spread
}

/**
 * What the second half of a run says: slopes of the memory in bytes an hour; and of the queues, how short they were at
 * the best moment of its last part: one that grows never gets short again, whatever else the machine had to do.
 */
type Verdict = {
  readonly rss: number
  readonly heap: number
  readonly waiting: number
  readonly outbox: number
  /** One sentence for each thing that grows or got lost. */
  readonly complaints: readonly string[]
  /** Whether there is no complaint, `unsure` where the run was too short to say so of the memory. */
  readonly isSteady: boolean | 'unsure'
}

const MIB = 1024 * 1024
/** Growth in an hour that is noise: garbage that is collected when it suits, memory that the allocator keeps. */
const NOISE = 16 * MIB
/** So long a queue may be at its best moment: what is just on its way. */
const SHORT = 10
const LAST_PART = 0.9
/** In seconds: before that, what grows is what every service fills once. */
const LONG_ENOUGH = 20 * 60

/**
 * Judges a run: the memory is flat and no queue grows in the samples that were taken under load, and everything was
 * answered by the time of the sample at rest.
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
  const says = (holds: boolean, text: string) => holds || complaints.push(text)
  const isLongEnough = (samples.at(-1)?.at ?? 0) >= LONG_ENOUGH
  says(!isLongEnough || rss < NOISE, `the memory grows by ${mib(rss)} an hour`)
  says(!isLongEnough || heap < NOISE, `the heap after a collection grows by ${mib(heap)} an hour`)
  says(waiting <= SHORT, `in the end never less than ${waiting} answers were waited for`)
  says(outbox <= SHORT, `in the end never less than ${outbox} deliveries waited for the server`)
  for (const [kind, { unanswered }] of Object.entries(atRest.load.counts)) {
    says(unanswered === 0, `${unanswered} of the kind "${kind}" were never answered`)
  }
  const isSteady = complaints.length > 0 ? false : isLongEnough || 'unsure'
  return { rss, heap, waiting, outbox, complaints, isSteady }
}

/** Bytes for people. */
export function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`
}
