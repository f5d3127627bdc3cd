import type { Logger } from 'pino'
import { warningsOf } from '../config/warnings.js'
import { DEMO_DIRECTORY } from '../demo/database.js'
import { startGuard } from '../observability/guard.js'
import { formFor, logTo } from '../observability/log.js'
import { startWatchdog } from '../observability/watchdog.js'
import { readConfigFile, warnOfReadableSecrets } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'
import { stopSignal } from './signals.js'
import { keepYoungHeapSmall, letYoungHeapGrow } from './young-heap.js'

/** How long a stop may take, in seconds, before the process ends anyway; and before the watchdog ends it. */
const MAX_STOP = 10
const MAX_HANG = 12

/**
 * Runs the service with a configuration file until a signal stops it. The log at a terminal is for people, unless `json`.
 * Rejects if it does not start.
 */
export async function startService(file: string, { json }: { json: boolean }): Promise<number> {
  // The signals must be handled before the slow imports.
  const stopRequested = stopSignal()
  keepYoungHeapSmall()
  const config = await readConfigFile(file)
  const log = logTo(process.stderr.fd, config.log.level, json ? 'json' : formFor(process.stderr.fd))
  endOnFault(log)
  await warnOfReadableSecrets(file, log)
  for (const warning of warningsOf(config)) log.warn({ event: 'configuration-warning' }, warning)
  const { startLatchstring } = await import('../app/latchstring.js')
  const running = await Promise.race([startLatchstring(config, log), stopRequested])
  if (!running) return EXIT.success
  letYoungHeapGrow()
  const watchdog = startWatchdog(config.watchdog)
  if (config.store.postgres.url !== '') startGuard(config.watchdog)
  await stopRequested
  watchdog.endWithin(MAX_HANG)
  setTimeout(() => {
    log.error({ event: 'stop-overdue' }, `The stop took longer than ${MAX_STOP} s; the process ends without the rest`)
    process.exit(EXIT.unfinished)
  }, MAX_STOP * 1000)
  await running.stop()
  return EXIT.success
}

/** Runs the demo until a signal stops it, or plays and checks its story. Rejects if it does not start. */
export async function startDemo({ play, xml }: { play: boolean; xml: boolean }): Promise<number> {
  const stopRequested = stopSignal()
  const { runDemo } = await import('../demo/demo.js')
  const running = await Promise.race([runDemo({ play, xml, print, directory: DEMO_DIRECTORY }), stopRequested])
  // A signal interrupted the story, so it did not pass.
  if (!running) return play ? EXIT.failure : EXIT.success
  if (!play) await stopRequested
  await running.stop()
  return play && running.passed !== true ? EXIT.failure : EXIT.success
}

/** Writes an uncaught error to the log, which escapes control characters, instead of the terminal, and ends. */
function endOnFault(log: Logger): void {
  process.on('uncaughtException', error => {
    log.fatal(error, 'ended by a fault in the program')
    process.exit(EXIT.failure)
  })
}
