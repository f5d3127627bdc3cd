import { readFileSync, rmSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/*
 * Loaded into the component before its program (`node --import`), to make fail from within what cannot be made to fail
 * from outside. At each SIGUSR2 it reads from the file named by SABOTAGE what to do from then on, and removes the file.
 */

/** What is done to the component. */
export type Sabotage = {
  /** By how many milliseconds its clock is ahead of the machine's. */
  readonly clock: number
  /** Whether the disk refuses to confirm (fsync) each transaction, which then counts as not written. */
  readonly syncFails: boolean
  /** Whether it only pretends to store anything: what no check may overlook. */
  readonly forgets: boolean
}

let now: Sabotage = { clock: 0, syncFails: false, forgets: false }
process.on('SIGUSR2', () => {
  const orders = process.env['SABOTAGE'] ?? ''
  now = JSON.parse(readFileSync(orders, 'utf8'))
  rmSync(orders)
})

// A limit on the length of files stands for a full disk, which sends no signal.
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

/** Ends a transaction that is to be forgotten, so that it is rolled back. */
class Forgotten extends Error {}

const transaction = Sqlite.prototype.transaction
Sqlite.prototype.transaction = function sabotaged(this: Sqlite.Database, work) {
  const real = transaction.call(this, (...given: Parameters<typeof work>) => {
    const result: unknown = work(...given)
    // SQLite rolls back what it cannot sync, as the library does after an error.
    if (now.syncFails) throw new Sqlite.SqliteError('disk I/O error', 'SQLITE_IOERR_FSYNC')
    if (now.forgets) throw new Forgotten()
    return result
  })
  const variants = ['default', 'deferred', 'immediate', 'exclusive'] as const
  const [plain, ...others] = variants.map(name => pretending(real[name]))
  return Object.assign(plain ?? real, Object.fromEntries(variants.slice(1).map((name, n) => [name, others[n]])))
} as typeof transaction

function pretending(real: (...given: unknown[]) => unknown): (...given: unknown[]) => unknown {
  return (...given) => {
    try {
      return real(...given)
    } catch (error) {
      if (error instanceof Forgotten) return undefined
      throw error
    }
  }
}
