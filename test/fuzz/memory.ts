const MEGABYTE = 1024 * 1024
/** Megabytes; the measurement varies, and newly compiled code stays. */
const MOST_GROWTH = 24

/** Heap in use after garbage collection, in megabytes; undefined without --expose-gc. */
export async function heapAtRest(): Promise<number | undefined> {
  const { gc } = globalThis
  if (!gc) return undefined
  // A closed socket frees some memory only in a later turn of the event loop.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(resolve => setTimeout(resolve, 20))
    gc()
  }
  return Math.round((10 * process.memoryUsage().heapUsed) / MEGABYTE) / 10
}

/** Reports a heap that has grown by more than MOST_GROWTH. */
export function growth(before: number | undefined, after: number | undefined): string[] {
  if (before === undefined || after === undefined || after - before <= MOST_GROWTH) return []
  return [`the heap at rest was ${before} MB before and is ${after} MB after`]
}
