import type { Found, Lookup } from '../../muc/lookup.js'
import type { Tables } from './tables.js'

/** Reads what a stanza needs beyond its room. */
export function lookUp(tables: Tables, { rooms, occupied, delivery }: Lookup): Found {
  if (rooms) return { rooms: tables.rooms.listed() }
  if (occupied) return { occupied: tables.occupants.rooms() }
  return delivery === undefined ? {} : { delivery: tables.outbox.byId(delivery)?.stanza }
}
