/** A terminal and npm both forward one Ctrl-C, so two signals within this time, in milliseconds, count as one. */
const SAME_SIGNAL = 1000

/** Resolves at the first SIGINT or SIGTERM. A later signal ends the process immediately. */
export function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    let receivedAt: number | undefined
    for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
      process.on(signal, () => {
        receivedAt ??= performance.now()
        if (performance.now() - receivedAt > SAME_SIGNAL) process.exit(code)
        resolve()
      })
    }
  })
}
