import { createInterface } from 'node:readline'
import { startWatchdog } from '../../src/observability/watchdog.js'

/*
 * A process with a watchdog, for its test. It writes a line when it is ready, and reads orders from standard input. A tick
 * of the watchdog is 40 ms here.
 */

const watchdog = startWatchdog({ stalledAfter: Number(process.argv[2]), tick: 40 })
const block = (milliseconds: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)

createInterface(process.stdin).on('line', order => {
  switch (order) {
    case 'hang':
      block(60_000)
      break
    case 'hang for a while':
      block(200)
      process.stdout.write('back\n')
      break
    case 'stop':
      watchdog.endWithin(5)
      break
    case 'end':
      process.exit(7)
  }
})
await watchdog.watching
process.stdout.write('ready\n')
