import Sqlite from 'better-sqlite3'
import { migrate } from '../../src/store/sqlite/migrate.js'

/* A process that migrates a database and is killed during the migration to a version. */

const [, , path = '', version] = process.argv
const db = new Sqlite(path)
const pragma = db.pragma.bind(db)
db.pragma = (source, options) => {
  const result = pragma(source, options)
  // The migration is complete, but its transaction is still open.
  if (source === `user_version = ${version}`) process.kill(process.pid, 'SIGKILL')
  return result
}
migrate(db)
