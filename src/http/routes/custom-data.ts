import { Type } from '@sinclair/typebox'
import { RequestError } from '../errors/request-error.js'

/** Characters, as JSON: every member gets the custom data when it changes. */
export const LONGEST_DATA = 8192
const DEEPEST_DATA = 20

/** The data that an app keeps with a room. */
export const anyData = Type.Object({}, { additionalProperties: true, expected: 'an object' })

/** The same data. Throws `bad-request` if it is too long or too deep. */
export function withinBounds(customData: Record<string, unknown>): Record<string, unknown> {
  // The depth first: JSON.stringify fails on values that are too deep.
  if (!isDeeperThan(DEEPEST_DATA, customData) && JSON.stringify(customData).length <= LONGEST_DATA) return customData
  const msg = `must have at most ${LONGEST_DATA} characters as JSON, and at most ${DEEPEST_DATA} levels`
  throw new RequestError('bad-request', { details: [{ param: 'customData', msg }] })
}

function isDeeperThan(most: number, value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap(one => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}
