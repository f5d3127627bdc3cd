/**
 * Waits, at most `milliseconds`; up to a half less at random, so that many clients do not come back in step. Rejects
 * with the reason of the signal.
 */
export function pauseAbout(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  const delay = milliseconds
  return pauseFor(delay * (0.5 + Math.random() / 2), signal)
}

/** Waits. Rejects with the reason of the signal. */
export function pauseFor(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, milliseconds)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
