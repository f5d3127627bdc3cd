import { openSqliteStore } from '../../src/store/sqlite/store.js'

/* A process that serves from a database, tells so, and goes on until it is killed. */

const store = openSqliteStore(process.argv[2] ?? '')
process.stdout.write('open\n')
// Who lets go of a store lets go of its lock, too, when the memory is collected.
setInterval(() => store.probe(), 1000)
