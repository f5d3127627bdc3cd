import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '../config/config.js'
import { type Examination, examine } from '../moving/examine.js'
import { existingRooms } from '../moving/existing-rooms.js'
import type { Report } from '../moving/intake/report.js'
import { readLines } from '../moving/read-lines.js'
import { takeIn } from '../moving/take-in.js'
import { backUp } from '../store/sqlite/backup.js'
import { UsageError } from './arguments.js'
import type { ImportCommand } from './command-line.js'
import { EXIT } from './exit-codes.js'
import { withIntakeService } from './intake-service.js'
import { configOrDemo } from './moving-config.js'
import { print, printable } from './output.js'
import { postgresOf } from './store-of.js'

const MOST_LISTED = 20

/** Takes the records of a file in. Prints what is wrong with the file, or what became of its records. */
export async function importRooms({ from, dryRun, skipExisting, file }: ImportCommand): Promise<number> {
  const config = await configOrDemo(file)
  if (!existsSync(from)) throw new UsageError(`There is no file ${from}.`)
  const found = await examine(readLines(from))
  if (found.problemCount > 0) return refuse(from, found)
  const intake = { from, skipExisting, found }
  return dryRun ? onCopy(config, copied => take(copied, intake)) : take(config, intake)
}

type IntakeOfFile = { readonly from: string; readonly skipExisting: boolean; readonly found: Examination }

async function take(config: Config, { from, skipExisting, found }: IntakeOfFile): Promise<number> {
  return withIntakeService(config, async service => {
    const { domain } = config.xmpp
    const existing = found.header ? await existingRooms(service, { ...found, header: found.header, domain }) : []
    if (existing.length > 0 && !skipExisting) return refuseExisting(existing)
    tell(await takeIn(readLines(from), { service, domain }))
    return EXIT.success
  })
}

function refuse(from: string, { problems, problemCount }: Examination): number {
  for (const { line, text } of problems) print(printable(`${from}, line ${line}: ${text}.`))
  if (problemCount > problems.length) print(`There are ${problemCount - problems.length} more.`)
  print('Nothing was taken in.')
  return EXIT.failure
}

function refuseExisting(rooms: readonly string[]): number {
  print('These rooms exist here already, and are not from an earlier attempt to import this file:')
  for (const room of rooms.slice(0, MOST_LISTED)) print(printable(`  ${room}`))
  if (rooms.length > MOST_LISTED) print(`  and ${rooms.length - MOST_LISTED} more`)
  print('Nothing was taken in. Destroy them, or leave them out with --skip-existing.')
  return EXIT.failure
}

function tell({ notes, furtherNotes, counts, leftOut, earlier, wasComplete }: Report): void {
  if (wasComplete) return print('This file is taken in already. Nothing was left to do.')
  for (const { record, room, isLeftOut, text } of notes) {
    const place = room === undefined ? `line ${record}` : `line ${record}, ${room}`
    print(printable(`${place}: ${isLeftOut ? 'left out: ' : ''}${text}`))
  }
  if (furtherNotes > 0) print(`There are ${furtherNotes} more notes.`)
  if (earlier > 0) print(`An earlier attempt had come to line ${earlier}.`)
  const [rooms, messages] = [counts.get('room-end') ?? 0, counts.get('message') ?? 0]
  print(`Taken in: ${rooms} rooms, ${messages} messages. Records left out: ${leftOut}.`)
}

/** Runs the same on a copy of the database, which is deleted afterwards. Rejects for PostgreSQL, which alone can copy. */
async function onCopy(config: Config, run: (config: Config) => Promise<number>): Promise<number> {
  if (await postgresOf(config)) {
    throw new UsageError(
      '--dry-run copies a database of SQLite. With PostgreSQL, restore a backup into another database, name that one in ' +
        'LATCHSTRING_POSTGRES_URL, and import without --dry-run.',
    )
  }
  const { path } = config.store.sqlite
  const folder = mkdtempSync(join(existsSync(dirname(path)) ? dirname(path) : '.', 'latchstring-dry-run-'))
  try {
    const copy = join(folder, 'copy.sqlite')
    if (existsSync(path)) await backUp({ path, to: copy, overwrite: false })
    const code = await run({ ...config, store: { ...config.store, sqlite: { ...config.store.sqlite, path: copy } } })
    print('This was a dry run: nothing has changed.')
    return code
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
