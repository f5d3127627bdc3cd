import { readFileSync, rmSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/*
 * Loaded into the component before its program (`node --import`): injects faults that cannot be caused from outside. At
 * each SIGUSR2 it reads the faults from the file named by FAULT_INJECTION, and removes the file.
 */

/** The faults to inject from now on. */
export type InjectedFaults = {
  /** Milliseconds by which the process's clock is ahead of the machine's. */
  readonly clock: number
  /** Whether fsync fails for each transaction, which is then rolled back. */
  readonly syncFails: boolean
  /** Whether each transaction is rolled back but reported as committed: every check must find this. */
  readonly discardsCommits: boolean
}

let now: InjectedFaults = { clock: 0, syncFails: false, discardsCommits: false }
process.on('SIGUSR2', () => {
  const file = process.env['FAULT_INJECTION'] ?? ''
  now = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(file)
})

// A file size limit (RLIMIT_FSIZE) simulates a full disk; a full disk sends no signal.
process.on('SIGXFSZ', () => undefined)

const MachineDate = Date
globalThis.Date = class extends MachineDate {
  static override now(): number {
    return MachineDate.now() + now.clock
  }

  constructor(...given: ConstructorParameters<typeof Date> | []) {
    if (given.length === 0) super(MachineDate.now() + now.clock)
    else super(...given)
  }
} as DateConstructor

/** Thrown inside a transaction to roll it back. */
class Discarded extends Error {}

const transaction = Sqlite.prototype.transaction
Sqlite.prototype.transaction = function transactionWithFaults(this: Sqlite.Database, work) {
  const real = transaction.call(this, (...given: Parameters<typeof work>) => {
    const result: unknown = work(...given)
    // better-sqlite3 rolls back after any error; so does SQLite after a failed fsync.
    if (now.syncFails) throw new Sqlite.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC')
    if (now.discardsCommits) throw new Discarded()
    return result
  })
  const variants = ['default', 'deferred', 'immediate', 'exclusive'] as const
  const [plain, ...others] = variants.map(name => reportingSuccess(real[name]))
  return Object.assign(plain ?? real, Object.fromEntries(variants.slice(1).map((name, n) => [name, others[n]])))
} as typeof transaction

function reportingSuccess(real: (...given: unknown[]) => unknown): (...given: unknown[]) => unknown {
  return (...given) => {
    try {
      return real(...given)
    } catch (error) {
      if (error instanceof Discarded) return undefined
      throw error
    }
  }
}
