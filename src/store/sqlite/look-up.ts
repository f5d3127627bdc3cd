import type { Found, Lookup } from '../../muc/lookup.js'
import type { Tables } from './tables.js'

/** Reads what a stanza needs beyond its room. */
export function lookUp(tables: Tables, { rooms }: Lookup): Found {
  return rooms ? { rooms: tables.rooms.listed() } : {}
}
