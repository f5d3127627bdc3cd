import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Writable } from 'node:stream'

/** A program to run: `directory` is its own, and goes with it. */
export type Program = {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly directory: string
}

/** A running program. */
export interface Child {
  /** Undefined where it could not be started. */
  readonly pid: number | undefined
  /** How it ended, or undefined while it runs. */
  ended(): string | undefined
  /** Sends a signal that it goes on after, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void
  /** Sends a signal that ends it, and waits until it is gone. Nothing happens where it has ended. */
  endBy(signal: EndingSignal): Promise<void>
  /** Asks it to end, forces it after some seconds, and waits until it is gone. */
  end(): Promise<void>
}

/** By which a program ends at once, or as it is asked to. */
export type EndingSignal = 'SIGKILL' | 'SIGTERM'

const LONGEST_LOG = 1_000_000
/** A server that has much to write at its end, on a slow machine. */
const PATIENCE_MS = 60_000

/**
 * The shell becomes the program; a second one watches a pipe from us. The pipe breaks when we die in whatever way, even
 * by SIGKILL, and the watcher ends the program then. A line on the pipe tells the watcher that it is not needed.
 */
const GUARDED = `(read -r _ <&3 || { kill -9 $$; rm -rf "$0"; }) >/dev/null 2>&1 &
exec "$@" 3<&-`

/** Starts a program; what it prints goes to `print`, bounded. It never outlives this process. */
export function startChild(program: Program, print: (text: string) => void): Child {
  const child = spawn('/bin/sh', ['-c', GUARDED, program.directory, program.command, ...program.args], {
    cwd: program.directory,
    env: { PATH: process.env['PATH'], HOME: program.directory, LANG: 'C.UTF-8', ...program.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  let ending: string | undefined
  printBounded(child, print)
  child.once('error', error => {
    ending = error.message
  })
  child.once('exit', (code, signal) => {
    ending = `exit code ${code}, signal ${signal}`
    releaseWatcher(child)
  })
  return {
    pid: child.pid,
    ended: () => ending,
    signal: name => child.kill(name),
    endBy: signal => endBy(child, signal),
    end: () => end(child),
  }
}

function printBounded(child: ChildProcess, print: (text: string) => void): void {
  let room = LONGEST_LOG
  for (const output of [child.stdout, child.stderr]) {
    output?.setEncoding('utf8').on('data', (text: string) => {
      if (room > 0) print(text.slice(0, room))
      room -= text.length
    })
  }
}

function releaseWatcher(child: ChildProcess): void {
  const watched = child.stdio[3]
  // The watcher itself may be gone already.
  if (watched instanceof Writable) watched.on('error', () => undefined).end('\n')
}

async function endBy(child: ChildProcess, signal: EndingSignal): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

async function end(child: ChildProcess): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
  await endBy(child, 'SIGTERM')
  clearTimeout(force)
}
