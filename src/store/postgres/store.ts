import { randomUUID } from 'node:crypto'
import type { Store, StoredChange, Wanted } from '../store.js'
import { changeWriter } from '../tables/commit.js'
import { storedCounts } from '../tables/counts.js'
import { keyOf } from '../tables/key.js'
import { loadFrom } from '../tables/load.js'
import { lookUpIn } from '../tables/look-up.js'
import type { Reading, Step } from '../tables/statement.js'
import { tablesOfStore } from '../tables/tables.js'
import type { Address } from './address.js'
import { Connections } from './connections.js'
import { prepareDatabase } from './prepare.js'
import { readFrom } from './runner.js'
import { Session } from './session.js'
import { Writer } from './writer.js'

/** How to open the store. */
export type PostgresOptions = {
  readonly address: Address
  /** The certificates (PEM) that vouch for the server; those of the system where absent. */
  readonly ca?: string | undefined
  /** The domain of the service, which the database keeps. */
  readonly domain: string
  /** This life of the process: a random UUID. */
  readonly instance?: string
  /** How long the database may be away before callers notice, in milliseconds; 5000 where absent. */
  readonly patience?: number
  /** Is called when the database has lost batches that were committed. */
  onWentBack?(): void
}

/** Beside the one connection that writes. */
const READERS = 3
/** A session that owes an answer for this long is lost, in milliseconds. PostgreSQL gives up a statement earlier. */
const ANSWER_WITHIN = 15_000

/** The rooms that a load brings: by their JIDs, their ids and the ids of their links that have not expired. */
const WANTED_ROOMS = `array(
  select jid from room where jid = any ($3::text[]) or id = any ($4::text[])
    or id in (
      select room_id from open_invite where id = any ($5::text[]) and (expires_at = 0 or expires_at > $6::bigint)))`

/**
 * Opens the store of an instance, and makes the tables of a new database. Rejects if the database cannot be used; the message
 * says what to change.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const { address, ca, domain, instance = randomUUID(), patience, onWentBack = () => undefined } = options
  // The writer ends what has its own name: its earlier sessions.
  const open = (part: 'reads' | 'writes') =>
    Session.open({ address, ca, name: `latchstring ${part} ${instance}`, answerWithin: ANSWER_WITHIN })
  await prepareDatabase({ address, ca, domain })
  const writer = new Writer({ open: () => open('writes'), instance, patience, onWentBack })
  const readers = new Connections({ open: () => open('reads'), most: READERS, patience })
  const tables = tablesOfStore()
  const [load, lookUp, stepsOf] = [loadFrom(tables), lookUpIn(tables), changeWriter(tables)]
  function* steps(changes: readonly StoredChange[]): Iterable<Step> {
    for (const change of changes) yield* stepsOf(change)
  }
  const read = <T>(reading: () => Reading<T>): Promise<T> => readFrom(readers, reading)
  return {
    load: wanted =>
      namesRooms(wanted)
        ? writer.load({
            rooms: WANTED_ROOMS,
            values: [wanted.jids, wanted.roomIds, wanted.openInviteIds, wanted.at],
            reading: () => load(wanted),
            roomsIn: ({ rooms }) => rooms.map(({ record }) => record.jid),
          })
        : read(() => load(wanted)),
    lookUp: lookup => read(() => lookUp(lookup)),
    key: () => read(keyOf),
    commit: (changes, rooms = []) => writer.commit({ steps: steps(changes), ...homesOf(changes, rooms) }),
    holds: rooms => writer.holds(rooms),
    familyClients: () => read(tables.familyClients.all),
    activitySubscriptions: () => read(tables.activitySubscriptions.all),
    undelivered: page => read(() => tables.outbox.waiting(page)),
    probe: () => writer.probe(),
    counts: () => read(storedCounts),
    hurry: bound => {
      writer.endWithin(bound)
      readers.endWithin(bound)
    },
    close: async () => {
      await Promise.all([writer.close(), readers.close()])
    },
  }
}

function namesRooms({ jids, roomIds, openInviteIds }: Wanted): boolean {
  return jids.length + roomIds.length + openInviteIds.length > 0
}

/** Of the rooms of a batch, those that exist before it, and those that it leaves behind as new. */
function homesOf(changes: readonly StoredChange[], rooms: readonly string[]): { rooms: string[]; made: string[] } {
  const existed = new Map<string, boolean>()
  const made = new Set<string>()
  for (const change of changes) {
    if (change.kind !== 'room') continue
    const { jid, was, now } = change
    if (!existed.has(jid)) existed.set(jid, was !== undefined)
    if (now) made.add(jid)
    else made.delete(jid)
  }
  return { rooms: rooms.filter(jid => existed.get(jid) !== false), made: [...made] }
}
