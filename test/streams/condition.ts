import { StreamFault } from '../../src/stanza/stream-fault.js'
import { StreamError } from '../../src/streams/stream-error.js'

/** The condition of the `StreamError` or `StreamFault` that `work` throws. */
export function conditionOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    const isExpected = error instanceof StreamError || error instanceof StreamFault
    return isExpected ? error.condition : `another error: ${error}`
  }
  return 'no error'
}
