import { randomUUID } from 'node:crypto'
import Sqlite, { type Database } from 'better-sqlite3'
import { FORMAT, type MovedRecord } from '../../../moving/record.js'
import { keyOf } from '../../tables/key.js'
import type { RoomRow } from '../../tables/rooms.js'
import { prepareTables } from '../../tables/tables.js'
import { shrinkLog } from '../backup.js'
import { addFunctions, LATEST, versionOf } from '../migrate.js'
import { readOthers } from './read-others.js'
import { roomReader } from './read-rooms.js'

/** How long to wait for a lock of another process, in milliseconds. */
const BUSY_TIMEOUT = 5000

/** What to export. */
export type Exported = {
  /** The path of the database. */
  readonly path: string
  /** The domain of its service. */
  readonly domain: string
  /** Name and version of the product, for the header. */
  readonly product: string
  /** Now, in milliseconds since 1970. */
  readonly at: number
  /** Only these rooms, by bare JID or by REST id, and nothing that belongs to no room. */
  readonly rooms?: readonly string[] | undefined
}

/**
 * The records of a database (`src/moving/record.ts`), all of the same moment, also while a service writes to it. Throws if
 * the database has another version, or has no room of `rooms`. Close it by its `return`.
 */
export function* recordsOf(exported: Exported): Generator<MovedRecord, void> {
  const { path } = exported
  const db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT })
  try {
    refuseOther(db, path)
    addFunctions(db)
    db.exec('begin')
    yield* withCounts(read(db, exported))
  } finally {
    db.close()
    shrinkLog(path)
  }
}

function* read(db: Database, { domain, product, at, rooms }: Exported): Iterable<MovedRecord> {
  const wanted = rooms?.map(name => roomNamed(db, name))
  yield { kind: 'header', format: FORMAT, id: randomUUID(), domain, at, product }
  if (!wanted) yield { kind: 'installation', key: Buffer.from(keyOf(db)).toString('base64') }
  const readRoom = roomReader(db, prepareTables(db))
  for (const row of wanted ?? allRooms(db)) yield* readRoom(row)
  if (!wanted) yield* readOthers(db)
}

type Row = RoomRow & { number: number }

function roomNamed(db: Database, name: string): Row {
  const row = db.prepare<{ name: string }, Row>('select * from room where jid = @name or id = @name').get({ name })
  if (row) return row
  throw new Error(`There is no room ${JSON.stringify(name)}; name it by its address or its id of the REST API.`)
}

function* allRooms(db: Database): Iterable<Row> {
  const next = db.prepare<[string], Row>('select * from room where jid > ? order by jid limit 1')
  for (let row = next.get(''); row; row = next.get(row.jid)) yield row
}

/** Adds the last record. */
function* withCounts(records: Iterable<MovedRecord>): Iterable<MovedRecord> {
  const counts = new Map<string, number>()
  for (const record of records) {
    counts.set(record.kind, (counts.get(record.kind) ?? 0) + 1)
    yield record
  }
  yield { kind: 'end', counts: Object.fromEntries(counts) }
}

function refuseOther(db: Database, path: string): void {
  const version = versionOf(db)
  if (version === LATEST) return
  throw new Error(
    `The database ${path} has version ${version}, and this Latchstring reads version ${LATEST}: start the Latchstring that ` +
      'fits, or start this one first to migrate the database.',
  )
}
