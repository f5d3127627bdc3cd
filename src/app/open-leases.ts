import type { Leases } from '../cluster/leases.js'
import { PostgresLeases } from '../cluster/postgres-leases.js'
import type { Config } from '../config/config.js'
import { placeOf } from '../store/postgres/place.js'

/** The leases of the configuration; undefined where the store is for one process. Rejects as `placeOf`. */
export async function openLeases({ store: { postgres }, cluster: { url } }: Config): Promise<Leases | undefined> {
  const place = await placeOf(postgres)
  if (!place) return undefined
  const { isSecure, ...address } = place.address
  return new PostgresLeases({ connection: { ...address, ssl: isSecure && { ca: place.ca } }, url })
}
