import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { release } from '../config/release.js'
import type { MovedRecord } from '../moving/record.js'
import { recordsOfPostgres } from '../store/postgres/export.js'
import { putInPlace, refuseFile, refuseTarget } from '../store/sqlite/backup.js'
import { recordsOfFile } from '../store/sqlite/export.js'
import type { ExportCommand } from './command-line.js'
import { EXIT } from './exit-codes.js'
import { configOrDemo } from './moving-config.js'
import { print } from './output.js'
import { postgresOf } from './store-of.js'

/** For the owner only: the file has the secrets of links. */
const MODE = 0o600
/** In characters: so much is written at once. */
const PORTION = 1024 * 1024

/** Writes the records of the database to a file, also while a service runs. Rejects and leaves no file if that fails. */
export async function exportRooms({ to, overwrite, rooms, file }: ExportCommand): Promise<number> {
  const config = await configOrDemo(file)
  const postgres = await postgresOf(config)
  const { path } = config.store.sqlite
  if (postgres) refuseFile({ to, overwrite })
  else refuseTarget({ path, to, overwrite })
  const part = `${to}.${process.pid}.part`
  try {
    const exported = { domain: config.xmpp.domain, product: `Latchstring ${release}`, at: Date.now(), rooms }
    const records = postgres ? recordsOfPostgres(postgres, exported) : recordsOfFile({ path, ...exported })
    const counts = await write(part, records)
    putInPlace(part, to)
    print(`${to} has ${counts['room'] ?? 0} rooms with ${counts['message'] ?? 0} messages, and is complete.`)
    return EXIT.success
  } finally {
    rmSync(part, { force: true })
  }
}

/** Writes each record as a line. Returns the numbers of records by kind. */
async function write(path: string, records: AsyncIterable<MovedRecord>): Promise<Readonly<Record<string, number>>> {
  const file = openSync(path, 'wx', MODE)
  let counts: Readonly<Record<string, number>> = {}
  let text = ''
  try {
    for await (const record of records) {
      text += `${JSON.stringify(record)}\n`
      if (record.kind === 'end') counts = record.counts
      if (text.length < PORTION && record.kind !== 'end') continue
      writeFileSync(file, text)
      text = ''
    }
    return counts
  } finally {
    closeSync(file)
  }
}
