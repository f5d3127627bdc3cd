import { StreamError } from '../../src/dev-server/stream-error.js'

/** The condition of the `StreamError` that `work` throws. */
export function conditionOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return error instanceof StreamError ? error.condition : `another error: ${error}`
  }
  return 'no error'
}
