import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long work goes on before other events get a turn, in milliseconds. */
const LONGEST = 10

/** Makes the function that long work calls between its parts: it lets other events run when it is their turn. */
export function turns(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since <= LONGEST) return
    await nextTurn()
    since = performance.now()
  }
}
