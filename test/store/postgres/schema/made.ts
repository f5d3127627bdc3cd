import pg, { type ClientBase } from 'pg'
import { migrate } from '../../../../src/store/postgres/migrate.js'
import type { Postgres } from '../../../servers/postgres.js'

export const DOMAIN = 'rooms.localhost'

/** A database with the tables of Latchstring. */
export type Made = {
  readonly client: ClientBase
  /** The first column of what a statement finds. */
  read(sql: string, ...values: readonly unknown[]): Promise<unknown[]>
  close(): Promise<void>
}

/** Opens a new and empty database. */
export async function openEmpty(server: Postgres, url?: string): Promise<Made> {
  const client = new pg.Client(url ?? (await server.database()))
  await client.connect()
  // Nothing here is about the disk.
  await client.query('set synchronous_commit = off')
  return {
    client,
    async read(sql, ...values) {
      const { rows } = await client.query<unknown[]>({ text: sql, values: [...values], rowMode: 'array' })
      return rows.map(([first]) => first)
    },
    close: () => client.end(),
  }
}

/** Makes a database. */
export async function makeDatabase(server: Postgres): Promise<Made> {
  const made = await openEmpty(server)
  await migrate(made.client, DOMAIN)
  return made
}
