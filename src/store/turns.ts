import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long work goes on before other events get a turn, in milliseconds. */
const LONGEST = 10

/**
 * Makes the function that long work calls between its parts: where it has held the event loop for long enough, its promise lets
 * other events run. What waits for the same turn goes on one after the other, until that is over.
 */
export function turns(): () => Promise<void> | undefined {
  let since = performance.now()
  let turn: Promise<void> | undefined
  const isLong = () => performance.now() - since > LONGEST
  const pause = async () => {
    while (isLong()) {
      turn ??= nextTurn().then(() => {
        since = performance.now()
        turn = undefined
      })
      await turn
    }
  }
  return () => (isLong() ? pause() : undefined)
}
