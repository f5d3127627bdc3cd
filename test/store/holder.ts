import { openSqliteStore } from '../../src/store/sqlite/store.js'

/* A process that serves from a database, tells so, and goes on until it is killed. */

openSqliteStore(process.argv[2] ?? '')
process.stdout.write('open\n')
setInterval(() => undefined, 1000)
