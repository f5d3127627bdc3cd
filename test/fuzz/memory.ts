const MEGABYTE = 1024 * 1024
/** What is measured swings a little, and what was compiled meanwhile stays. In megabytes. */
const MOST_GROWTH = 24

/** What is left in the heap when all that is not needed has been collected, in megabytes; undefined without --expose-gc. */
export async function heapAtRest(): Promise<number | undefined> {
  const { gc } = globalThis
  if (!gc) return undefined
  // What waits for a turn of the event loop, as what a closed socket leaves, goes with the second.
  for (let turn = 0; turn < 3; turn++) {
    await new Promise(resolve => setTimeout(resolve, 20))
    gc()
  }
  return Math.round((10 * process.memoryUsage().heapUsed) / MEGABYTE) / 10
}

/** Says that the heap did not come back to its level, if it did not. */
export function growth(before: number | undefined, after: number | undefined): string[] {
  if (before === undefined || after === undefined || after - before <= MOST_GROWTH) return []
  return [`the heap at rest was ${before} MB before and is ${after} MB after`]
}
