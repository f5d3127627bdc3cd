import { setTimeout as pause } from 'node:timers/promises'

const BETWEEN_LOOKS = 20
/** In milliseconds: what takes longer counts as something that never comes. */
export const PATIENCE = 60_000

type Waiting = {
  /** For the complaint. */
  readonly what: string
  readonly bound?: number
  /** Done before each look. */
  readonly meanwhile?: () => void
}

/** Resolves when it is so. Rejects where it is not within `bound` milliseconds (60,000). */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  { what, bound = PATIENCE, meanwhile }: Waiting,
): Promise<void> {
  const end = performance.now() + bound
  for (;;) {
    meanwhile?.()
    if (await isSo()) return
    if (performance.now() > end) throw new Error(`not within ${(bound / 1000).toFixed(0)} seconds: ${what}`)
    await pause(BETWEEN_LOOKS)
  }
}
