import type { Service } from '../service/types.js'
import { Addresses, addressIn } from './intake/addresses.js'
import type { RecordOf } from './record.js'

/** Rooms that are looked for at a time. */
const PORTION = 200

type Named = {
  readonly header: RecordOf<'header'>
  /** The rooms, as records name them. */
  readonly rooms: readonly string[]
  /** The domain of this service. */
  readonly domain: string
}

/** Those of the rooms (bare JIDs) that exist here, and did not come from the records with this header. */
export async function existingRooms(
  service: Pick<Service, 'run'>,
  { header, rooms, domain }: Named,
): Promise<string[]> {
  const addresses = new Addresses({ from: header.domain, to: domain })
  const existing: string[] = []
  for (let from = 0; from < rooms.length; from += PORTION) {
    const load = rooms.slice(from, from + PORTION).flatMap(room => addressIn(() => addresses.room(room)))
    const found = await service.run(
      { lookup: { load, origins: load } },
      ({ rooms: known, found: { origins = [] } }) => {
        const ours = new Set(origins.filter(({ intake }) => intake === header.id).map(({ room }) => room))
        return load.filter(room => known.get(room) && !ours.has(room))
      },
    )
    existing.push(...found)
  }
  return existing
}
