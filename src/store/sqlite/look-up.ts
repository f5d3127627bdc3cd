import type { Found, Lookup } from '../../muc/lookup.js'
import type { Tables } from './tables.js'

/** Reads what a stanza needs beyond its room. */
export function lookUp(tables: Tables, { rooms, delivery }: Lookup): Found {
  if (rooms) return { rooms: tables.rooms.listed() }
  return delivery === undefined ? {} : { delivery: tables.outbox.byId(delivery)?.stanza }
}
