import { randomUUID } from 'node:crypto'
import { FORMAT, type MovedRecord } from '../../../moving/record.js'
import { keyOf } from '../key.js'
import type { RoomRow } from '../rooms.js'
import { statement } from '../statement.js'
import type { Read } from './portions.js'
import { readOthers } from './read-others.js'
import { roomReader } from './read-rooms.js'

/** What to export. */
export type Exported = {
  /** The domain of the service. */
  readonly domain: string
  /** Name and version of the product, for the header. */
  readonly product: string
  /** Now, in milliseconds since 1970. */
  readonly at: number
  /** Only these rooms, by bare JID or by REST id, and nothing that belongs to no room. */
  readonly rooms?: readonly string[] | undefined
}

type Row = RoomRow & { number: number }

const ROOM_NAMED = statement<{ name: string }, Row>('select * from room where jid = @name or id = @name')
const NEXT_ROOM = statement<[string], Row>('select * from room where jid > ? order by jid limit 1')

/**
 * The records of a store (`src/moving/record.ts`); all that `read` reads must be of the same moment. Throws if there is no
 * room of `rooms`.
 */
export async function* recordsOf(read: Read, exported: Exported): AsyncGenerator<MovedRecord, void> {
  const counts = new Map<string, number>()
  for await (const record of uncounted(read, exported)) {
    counts.set(record.kind, (counts.get(record.kind) ?? 0) + 1)
    yield record
  }
  yield { kind: 'end', counts: Object.fromEntries(counts) }
}

async function* uncounted(read: Read, { domain, product, at, rooms }: Exported): AsyncIterable<MovedRecord> {
  const wanted: Row[] = []
  for (const name of rooms ?? []) wanted.push(await roomNamed(read, name))
  yield { kind: 'header', format: FORMAT, id: randomUUID(), domain, at, product }
  if (!rooms) yield { kind: 'installation', key: Buffer.from(await read(keyOf())).toString('base64') }
  const readRoom = roomReader(read)
  for await (const row of rooms ? wanted : allRooms(read)) yield* readRoom(row)
  if (!rooms) yield* readOthers(read)
}

async function roomNamed(read: Read, name: string): Promise<Row> {
  const row = await read(ROOM_NAMED.get({ name }))
  if (row) return row
  throw new Error(`There is no room ${JSON.stringify(name)}; name it by its address or its id of the REST API.`)
}

async function* allRooms(read: Read): AsyncIterable<Row> {
  for (let row = await read(NEXT_ROOM.get('')); row; row = await read(NEXT_ROOM.get(row.jid))) yield row
}
