import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'

/** A process that something may end. */
export type Guarded = {
  readonly child: ChildProcessWithoutNullStreams
  /** Its exit code and signal. */
  readonly ended: Promise<unknown[]>
  /** All that was written to its error stream, by itself or by a guard that has the same one. */
  readonly said: Promise<string>
}

/** Starts a program of this folder with a limit in ticks, and waits until it says something. */
export async function startGuarded(t: Test, program: string, limit: number): Promise<Guarded> {
  const path = fileURLToPath(new URL(program, import.meta.url))
  // Without the environment of the test runner, which makes the process listen for signals.
  const child = spawn('env', ['-i', process.execPath, path, String(limit)], { stdio: 'pipe' })
  t.teardown(() => child.kill('SIGKILL'))
  const [ended, said] = [once(child, 'exit'), text(child.stderr)]
  await once(child.stdout, 'data')
  return { child, ended, said }
}
