import { Type } from '@sinclair/typebox'
import { DEEPEST_DATA, isWithinBounds, LONGEST_DATA } from '../../rooms-api/custom-data.js'
import { RequestError } from '../errors/request-error.js'

/** The data that an app keeps with a room. */
export const anyData = Type.Object({}, { additionalProperties: true, expected: 'an object' })

/** The same data. Throws `bad-request` if it is too long or too deep. */
export function withinBounds(customData: Record<string, unknown>): Record<string, unknown> {
  if (isWithinBounds(customData)) return customData
  const msg = `must have at most ${LONGEST_DATA} characters as JSON, and at most ${DEEPEST_DATA} levels`
  throw new RequestError('bad-request', { details: [{ param: 'customData', msg }] })
}
