import type { UserRooms } from '../muc/model/lookup.js'
import { asMemberSees } from './room-overview.js'
import type { Turn } from '../invites/turn.js'

/** The rooms that the turn has found by the look-up `userRooms`, as its reader (a bare JID) may see them. */
export function roomsOfUser({ rooms, found }: Turn, reader: string): UserRooms {
  const { rooms: listed = [], total = 0 } = found.userRooms ?? {}
  const { defaults } = rooms.settings
  const whole = listed.map(({ record, ...rest }) => ({
    ...rest,
    // What an earlier version stored lacks what has been added to the configuration.
    record: { ...record, config: { ...defaults, ...record.config } },
  }))
  return { rooms: whole.map(overview => asMemberSees(overview, reader)), total }
}
