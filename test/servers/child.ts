import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Writable } from 'node:stream'

/** A program to run; its own `directory` is deleted with it. */
export type Program = {
  readonly command: string
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly directory: string
}

/** A running program. */
export interface Child {
  /** The process id; undefined when the program could not be started. */
  readonly pid: number | undefined
  /** How it ended; undefined while it runs. */
  ended(): string | undefined
  /** Sends a signal that does not end it, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void
  /** Sends a signal that ends it and waits for the end. Does nothing when it has ended. */
  endBy(signal: EndingSignal): Promise<void>
  /** Ends it with SIGTERM, after 60 s with SIGKILL, and waits for the end. */
  end(): Promise<void>
}

/** SIGKILL ends a program at once, SIGTERM in its own way, SIGINT a PostgreSQL that has clients. */
export type EndingSignal = 'SIGKILL' | 'SIGTERM' | 'SIGINT'

const LONGEST_LOG = 1_000_000
/** The time a server may take to end, in milliseconds: it may have much to write on a slow machine. */
const END_WITHIN_MS = 60_000

/**
 * The shell becomes the program. A second shell watches a pipe from this process: the pipe breaks when this process
 * dies in any way, even by SIGKILL, and the watcher then ends the program. A line on the pipe ends the watcher.
 */
const GUARDED = `(read -r _ <&3 || { kill -9 $$; rm -rf "$0"; }) >/dev/null 2>&1 &
exec "$@" 3<&-`

/** Starts a program and passes its output to `print`, up to a limit. The program never outlives this process. */
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
  // The watcher may have ended already.
  if (watched instanceof Writable) watched.on('error', () => undefined).end('\n')
}

async function endBy(child: ChildProcess, signal: EndingSignal): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}

async function end(child: ChildProcess): Promise<void> {
  const force = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS)
  await endBy(child, 'SIGTERM')
  clearTimeout(force)
}
