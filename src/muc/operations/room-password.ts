import type { Digests } from '../model/digests.js'
import type { Room } from '../model/room.js'

/**
 * Whether `given` is the room's password. Compares keyed digests, so that the time of the comparison does not reveal
 * how much of a guess is right.
 */
export function isPassword(given: string | undefined, { record }: Room, digests: Digests): boolean {
  return given !== undefined && digests.keyed(given) === digests.keyed(record.config.password)
}
