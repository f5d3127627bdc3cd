import { openSqliteStore } from '../../src/store/sqlite/store.js'

/* A process that opens a database to serve from it, writes a line and runs until it is killed. */

const store = openSqliteStore(process.argv[2] ?? '')
process.stdout.write('open\n')
// The reference keeps the store, and so its lock, from garbage collection.
setInterval(() => store.probe(), 1000)
