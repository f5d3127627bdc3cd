import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { withIntakeService } from '../../src/cli/intake-service.js'
import { type Config, embeddedConfig, type PartialConfig } from '../../src/config/config.js'
import type { Report } from '../../src/moving/intake/report.js'
import type { MovedRecord } from '../../src/moving/record.js'
import { takeIn } from '../../src/moving/take-in.js'
import { recordsOfFile } from '../../src/store/sqlite/export.js'

const DOMAIN = 'rooms.localhost'

/** A configuration with a database in a folder. */
export function configIn(folder: string, keys: PartialConfig = {}): Config {
  return embeddedConfig({
    ...keys,
    xmpp: { secret: 's', ...keys.xmpp },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    store: { sqlite: { path: join(folder, 'rooms.sqlite') } },
  })
}

/** All records of a database. */
export async function exported(
  path: string,
  { rooms, domain = DOMAIN }: { rooms?: readonly string[]; domain?: string } = {},
): Promise<MovedRecord[]> {
  const records: MovedRecord[] = []
  for await (const record of recordsOfFile({ path, domain, product: 'test', at: 1, rooms })) records.push(record)
  return records
}

/** Takes records in, as they are written to a file. */
export function imports(config: Config, records: readonly unknown[], onProgress?: () => void): Promise<Report> {
  const text = records.map(record => JSON.stringify(record))
  const values = (async function* () {
    for (const line of text) yield JSON.parse(line)
  })()
  const { domain } = config.xmpp
  return withIntakeService(config, service => takeIn(values, { service, domain, ...(onProgress && { onProgress }) }))
}

/** The records without the header, which differs each time, and without what is absent. */
export function comparable(records: readonly MovedRecord[]): unknown[] {
  return JSON.parse(JSON.stringify(records.slice(1)))
}

/** The records of a file of JSON Lines. */
export function recordsIn(file: string): MovedRecord[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}

type Said = { readonly at: number; readonly id?: string; readonly body?: string }

/** The block of a room of another service with these messages of romeo. */
export function foreignRoom(room: string, messages: readonly Said[] = [], more: readonly unknown[] = []): unknown[] {
  return [
    { kind: 'room', room, owner: 'romeo@localhost', settings: { name: 'Verona', persistent: true } },
    ...more,
    ...messages.map(({ at, id = `id-${at}`, body = `at ${at}` }) => {
      const stanza = `<message from="${room}/Romeo" to="x@y" type="groupchat"><body>${body}</body></message>`
      return { kind: 'message', room, id, at, nick: 'Romeo', stanza }
    }),
    { kind: 'room-end', room },
  ]
}

/** The records of another service. */
export function foreign(blocks: readonly unknown[], domain = 'conference.old.example', id = 'old-service'): unknown[] {
  const header = { kind: 'header', format: 1, id, domain, at: 1, product: 'Old' }
  return [header, ...blocks, { kind: 'end', counts: {} }]
}
