import type { Digests } from '../model/digests.js'
import type { Room } from '../model/room.js'

/**
 * Whether somebody knows a room's password. Keyed digests are compared, of which nobody outside can work out how alike
 * they are: so the time that it takes tells nothing of how much of a guess was right.
 */
export function isPassword(given: string | undefined, { record }: Room, digests: Digests): boolean {
  return given !== undefined && digests.keyed(given) === digests.keyed(record.config.password)
}
