import { setTimeout as pause } from 'node:timers/promises'

const BETWEEN_LOOKS = 20
/** Default limit in milliseconds. */
export const TIMEOUT = 180_000

type Waiting = {
  /** The condition in words, for the error message. */
  readonly what: string
  readonly timeout?: number
  /** Called before each check. */
  readonly meanwhile?: () => void
}

/** Resolves when `isSo` returns true. Rejects after `timeout` milliseconds (default 60,000). */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  { what, timeout = TIMEOUT, meanwhile }: Waiting,
): Promise<void> {
  const end = performance.now() + timeout
  for (;;) {
    meanwhile?.()
    if (await isSo()) return
    if (performance.now() > end)
      throw new Error(`condition not met within ${(timeout / 1000).toFixed(0)} seconds: ${what}`)
    await pause(BETWEEN_LOOKS)
  }
}
