/* The process of the guard. Its input is the heartbeats of the process that it may have to end. */

const [guarded = 0, tick = 0, limit = 0] = process.argv.slice(2).map(Number)
const FATAL = 60

let heartbeats = 0
let quietTicks = 0

process.stdin.on('data', () => {
  heartbeats++
})
process.stdin.on('end', () => process.exit())
// A signal for all processes of a terminal is for the other one, whose end we see.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)

setInterval(() => {
  quietTicks = heartbeats === 0 ? quietTicks + 1 : 0
  heartbeats = 0
  if (quietTicks < limit) return
  const msg = `The process did nothing for ${limit} s; its guard ends it`
  process.stderr.write(`${JSON.stringify({ level: FATAL, time: Date.now(), pid: guarded, event: 'stalled', msg })}\n`)
  process.kill(guarded, 'SIGKILL')
  process.exit()
}, tick)
