import { write } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { HEARTBEATS, TICKS_LEFT, type WatchdogWorkerOptions } from './watchdog.js'

/* The thread of the watchdog. Its own event loop runs while that of the main thread is blocked. */

const { shared, tick, limit }: WatchdogWorkerOptions = workerData
/** How long to wait for the log line, in milliseconds, and then for SIGALRM to end the process: either may be blocked. */
const MAX_LINE_WAIT = 1000
const MAX_SIGNAL_WAIT = 2000
const FATAL = 60
const STDERR = 2

let lastHeartbeats = -1
let quietTicks = 0
let isEnding = false

setInterval(() => {
  const heartbeats = Atomics.load(shared, HEARTBEATS)
  quietTicks = heartbeats === lastHeartbeats ? quietTicks + 1 : 0
  lastHeartbeats = heartbeats
  if (limit > 0 && quietTicks >= limit) end('stalled', `The event loop was blocked for ${limit} s; the process ends`)
  if (Atomics.load(shared, TICKS_LEFT) > 0 && Atomics.sub(shared, TICKS_LEFT, 1) === 1) {
    end('stop-stalled', 'The stop takes too long; the process ends')
  }
}, tick)
parentPort?.postMessage('watching')

function end(event: string, msg: string): void {
  if (isEnding) return
  isEnding = true
  const line = JSON.stringify({ level: FATAL, time: Date.now(), pid: process.pid, event, msg })
  const kill = () => process.kill(process.pid, 'SIGALRM')
  setTimeout(kill, MAX_LINE_WAIT)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), MAX_SIGNAL_WAIT)
  write(STDERR, `${line}\n`, kill)
}
