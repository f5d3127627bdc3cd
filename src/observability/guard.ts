import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** The arguments of the guard: the process to end, the length of a tick in milliseconds, and the ticks without a heartbeat. */
type GuardArguments = readonly [process: number, tick: number, limit: number]

export type GuardOptions = {
  /** After how many seconds without a heartbeat the process ends; 0 is never. */
  readonly stalledAfter: number
  /** The length of such a second in milliseconds, for tests; 1000 where absent. */
  readonly tick?: number
}

/**
 * Starts a process that ends this one by SIGKILL when its event loop is blocked, or it is stopped (SIGSTOP), for too long: then
 * another instance has the rooms, and some XMPP servers keep the connection of a stopped one. The watchdog is a thread, which
 * stops with its process. The guard counts its own ticks, so that a suspended machine does not count; it ends with us.
 */
export function startGuard({ stalledAfter, tick = 1000 }: GuardOptions): void {
  if (stalledAfter === 0) return
  const program = fileURLToPath(import.meta.resolve('#src/observability/guard-process.js'))
  const given: GuardArguments = [process.pid, tick, stalledAfter]
  // Not in our group: a terminal that stops us must not stop it, but it must not outlive us either.
  const guard = spawn(process.execPath, ['--max-old-space-size=16', program, ...given.map(String)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  guard.on('error', () => undefined)
  guard.stdin.on('error', () => undefined)
  guard.unref()
  setInterval(() => guard.stdin.write('.'), tick / 4).unref()
}
