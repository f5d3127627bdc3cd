import { reasonOf } from '../limits/bounded-response.js'
import { type Check, type Finding, fault, type Outcome } from './finding.js'

/** The longest time of one check, in milliseconds. */
const MOST_TIME = 5000

/** Runs all checks at the same time, each for at most `mostTime` ms, and gives what they found in their order. Never rejects. */
export async function runChecks(checks: readonly Check[], mostTime = MOST_TIME): Promise<Finding[]> {
  const found = await Promise.all(checks.map(check => bounded(check, mostTime)))
  return found.flat()
}

async function bounded({ name, run }: Check, mostTime: number): Promise<Finding[]> {
  const end = new AbortController()
  // The timer of AbortSignal.timeout would not keep the process alive.
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<readonly Outcome[]>(resolve => {
    timer = setTimeout(() => {
      end.abort()
      resolve([fault(`There was no result within ${mostTime / 1000} s.`)])
    }, mostTime)
  })
  const outcomes = await Promise.race([run(end.signal), late]).catch((error: unknown) => [fault(reasonOf(error))])
  clearTimeout(timer)
  return outcomes.map(outcome => ({ check: name, ...outcome }))
}
