import type { Context } from '../muc/context.js'
import type { UserRooms } from './questions.js'
import { viewForMember } from './room-overview.js'

/** The page of the look-up `userRooms` as its reader (a bare JID) may see it. */
export function roomsOfUser({ settings, found }: Context, reader: string): UserRooms {
  const { rooms: listed = [], total = 0 } = found.userRooms ?? {}
  const { defaults } = settings
  const whole = listed.map(({ record, ...rest }) => ({
    ...rest,
    // A configuration that an earlier version has stored lacks later keys.
    record: { ...record, config: { ...defaults, ...record.config } },
  }))
  return { rooms: whole.map(overview => viewForMember(overview, reader)), total }
}
