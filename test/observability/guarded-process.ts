import { startGuard } from '../../src/observability/guard.js'

/* A process with a guard, for its test: it does nothing until its input ends. A tick of the guard is 50 ms here. */

startGuard({ stalledAfter: Number(process.argv[2]), tick: 50 })
process.stdin.on('data', () => process.stdout.write('here\n'))
process.stdin.on('end', () => process.exit(7))
process.stdout.write('ready\n')
