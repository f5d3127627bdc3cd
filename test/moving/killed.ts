import { configIn, imports, recordsIn } from './moved.js'

/* A process that takes the records of a file in, and is killed after each of its transactions. */

const [, , folder = '', file = ''] = process.argv
await imports(configIn(folder), recordsIn(file), () => process.kill(process.pid, 'SIGKILL'))
