import { write } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { BEATS, type Guarded, TICKS_LEFT } from './watchdog.js'

/* The thread of the watchdog: it has an event loop of its own, which goes on when the other one hangs. */

const { heart, tick, most }: Guarded = workerData
/** In milliseconds: a reader of the log that hangs, too, is not waited for; nor is who might catch the signal. */
const LONGEST_LINE = 1000
const LONGEST_END = 2000
const FATAL = 60
const STDERR = 2

let beats = -1
let quiet = 0
let isEnding = false

setInterval(() => {
  const now = Atomics.load(heart, BEATS)
  quiet = now === beats ? quiet + 1 : 0
  beats = now
  if (most > 0 && quiet >= most) end('stalled', `Nothing has moved for ${most} s; the process is ended`)
  if (Atomics.load(heart, TICKS_LEFT) > 0 && Atomics.sub(heart, TICKS_LEFT, 1) === 1) {
    end('stop-stalled', 'The stop hangs; the process is ended')
  }
}, tick)
parentPort?.postMessage('watching')

function end(event: string, msg: string): void {
  if (isEnding) return
  isEnding = true
  const line = JSON.stringify({ level: FATAL, time: Date.now(), pid: process.pid, event, msg })
  const kill = () => process.kill(process.pid, 'SIGALRM')
  setTimeout(kill, LONGEST_LINE)
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LONGEST_END)
  write(STDERR, `${line}\n`, kill)
}
