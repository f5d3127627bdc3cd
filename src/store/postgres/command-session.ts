import { StatementError } from './connections.js'
import { LATEST } from './migrate.js'
import type { Place } from './place.js'
import { isRefusal, Session } from './session.js'

/** A command may wait long for one answer: a day, in milliseconds. */
const ANSWER_WITHIN = 86_400_000
/** What a command does may take long. */
const SETTINGS = { statement_timeout: '0', idle_in_transaction_session_timeout: '0', lock_timeout: '30s' } as const

/** Opens a session for a command; close it. Rejects if the database does not answer. */
export async function openForCommand(place: Place): Promise<Session> {
  const session = await Session.open({ ...place, name: 'latchstring command', answerWithin: ANSWER_WITHIN })
  for (const [name, value] of Object.entries(SETTINGS)) {
    await session.query({ text: 'select set_config($1, $2, false)', values: [name, value] })
  }
  // So a command that was killed leaves no statement behind. Only some systems can.
  await session.query({ text: "set client_connection_check_interval = '1s'" }).catch(() => undefined)
  return session
}

/** Runs the work of a command over one session. Rejects if the database does not answer, or with the fault of the work. */
export async function withSession<T>(place: Place, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await openForCommand(place)
  try {
    return await work(session)
  } catch (error) {
    if (session.isLost)
      throw new Error('The connection to the database was lost. Run the command again.', { cause: error })
    throw isRefusal(error) ? new StatementError(error) : error
  } finally {
    await session.close()
  }
}

/** Begins to read one state of the database. Rejects if its tables are not those of this Latchstring. */
export async function beginReading(session: Session): Promise<void> {
  await session.query({ text: 'begin isolation level repeatable read, read only' })
  const { rows: known } = await session.query({ text: "select 1 where to_regclass('schema_version') is not null" })
  if (known.length === 0) throw new Error('The database has no tables of Latchstring yet: the first start makes them.')
  const { rows } = await session.query({ text: 'select version from schema_version', rowMode: 'array' })
  const [[version]] = rows as [[number]]
  if (version === LATEST) return
  throw new Error(
    `The database has version ${version}, and this Latchstring reads version ${LATEST}: start the Latchstring that fits, or ` +
      'start this one first to migrate the database.',
  )
}
