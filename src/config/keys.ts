import { type TProperties, Type } from '@sinclair/typebox'

/** Keys that belong together; unknown ones are refused. */
export function section<P extends TProperties>(keys: P) {
  return Type.Object(keys, { additionalProperties: false, default: {}, expected: 'keys on indented lines below it' })
}

/** A switch. */
export function onOff(byDefault: boolean) {
  return Type.Boolean({ default: byDefault, expected: 'true or false' })
}

/** A whole number. */
export function whole(range: { minimum: number; maximum: number; default: number }) {
  return Type.Integer({ ...range, expected: `a whole number from ${range.minimum} to ${range.maximum}` })
}

/** How often a minute; 0 is no limit. */
export function rate(byDefault = 0) {
  return whole({ minimum: 0, maximum: 1_000_000, default: byDefault })
}
