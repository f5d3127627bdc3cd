import Sqlite from 'better-sqlite3'
import { migrate } from '../../src/store/sqlite/migrate.js'

/* A process that brings a database up to date and is killed in the midst of the step that leads to a version. */

const [, , path = '', version] = process.argv
const db = new Sqlite(path)
const pragma = db.pragma.bind(db)
db.pragma = (source, options) => {
  const result = pragma(source, options)
  // All of the step is written and its transaction still open.
  if (source === `user_version = ${version}`) process.kill(process.pid, 'SIGKILL')
  return result
}
migrate(db)
