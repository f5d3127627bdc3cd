import type { Context } from '../muc/context.js'
import type { UserRooms } from './questions.js'
import { viewForMember } from './room-overview.js'

/** The rooms that the context has found by the look-up `userRooms`, as its reader (a bare JID) may see them. */
export function roomsOfUser({ settings, found }: Context, reader: string): UserRooms {
  const { rooms: listed = [], total = 0 } = found.userRooms ?? {}
  const { defaults } = settings
  const whole = listed.map(({ record, ...rest }) => ({
    ...rest,
    // What an earlier version stored lacks what has been added to the configuration.
    record: { ...record, config: { ...defaults, ...record.config } },
  }))
  return { rooms: whole.map(overview => viewForMember(overview, reader)), total }
}
