import type { Lookup } from '../../muc/model/lookup.js'
import type { MovedRecord } from '../record.js'
import { type Addresses, addressIn } from './addresses.js'

/** What a batch of records must know of the store: rooms, ids and names that exist. */
export function needsOf(records: readonly MovedRecord[], addresses: Addresses): Lookup {
  const rooms = distinct(
    records.flatMap(record => ('room' in record ? addressIn(() => addresses.room(record.room ?? '')) : [])),
  )
  const key = records.find(record => record.kind === 'installation')?.key
  const asks = (kind: MovedRecord['kind']) => records.some(record => record.kind === kind)
  return {
    load: rooms,
    loadIds: distinct(records.flatMap(record => ('roomId' in record ? record.roomId : idOfRoom(record)))),
    origins: rooms,
    storedIds: records.flatMap(record => {
      if (record.kind !== 'message') return []
      return addressIn(() => ({ room: addresses.room(record.room), id: record.id }))
    }),
    takenNames: records.flatMap(record => namesIn(record, addresses)),
    personalLinks: distinct(
      records.flatMap(record => (record.kind === 'link' ? addressIn(() => addresses.person(record.owner)) : [])),
    ),
    users: records.flatMap(record => (record.kind === 'user' ? addressIn(() => addresses.person(record.user)) : [])),
    ...(key !== undefined && { isNew: true, isKey: key }),
    ...(asks('webhook') && { latestEvent: true }),
  }
}

function idOfRoom(record: MovedRecord): string[] {
  return record.kind === 'room' && record.id !== undefined ? [record.id] : []
}

function namesIn(record: MovedRecord, addresses: Addresses): string[] {
  switch (record.kind) {
    case 'link':
      return [record.id, record.linkId]
    case 'api-token':
    case 'webhook':
      return [record.id]
    case 'entry':
      return record.entry === 'guest' ? addressIn(() => addresses.anyone(record.key)) : []
    default:
      return []
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)].filter(name => name !== '')
}
