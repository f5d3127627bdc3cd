import { type TProperties, Type } from '@sinclair/typebox'

/** A group of keys. Unknown keys are mistakes. */
export function section<P extends TProperties>(keys: P) {
  return Type.Object(keys, { additionalProperties: false, default: {}, expected: 'keys on indented lines below it' })
}

/** A boolean key. */
export function onOff(byDefault: boolean) {
  return Type.Boolean({ default: byDefault, expected: 'true or false' })
}

/** An integer key. */
export function whole(range: { minimum: number; maximum: number; default: number }) {
  return Type.Integer({ ...range, expected: `a whole number from ${range.minimum} to ${range.maximum}` })
}

/** A limit per minute; 0 is no limit. */
export function rate(byDefault = 0) {
  return whole({ minimum: 0, maximum: 1_000_000, default: byDefault })
}

/** A domain of users. */
export const domain = Type.String({ format: 'latchstring:domain', expected: 'a domain, such as example.org' })

/** A list of domains of users, by default empty. */
export function domains() {
  return Type.Array(domain, { default: [], expected: 'a list of domains in brackets, such as [example.org]' })
}

/** A list of IP addresses and networks. */
export function networks(byDefault: string[]) {
  const network = Type.String({
    format: 'latchstring:network',
    expected: 'an IP address, or a network of them such as 10.0.0.0/8',
  })
  const expected = 'a list of IP addresses and networks in brackets, such as [127.0.0.1]'
  return Type.Array(network, { default: byDefault, expected })
}
