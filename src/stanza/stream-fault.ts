/** RFC 6120 §4.9.3: the stream errors for a stream that cannot be read. */
export type StreamFaultCondition = 'bad-format' | 'not-well-formed' | 'policy-violation' | 'restricted-xml'

/** Why a stream cannot be read on. `message` tells the developer at the other end what to change. */
export class StreamFault extends Error {
  readonly condition: StreamFaultCondition

  constructor(condition: StreamFaultCondition, message: string) {
    super(message)
    this.name = 'StreamFault'
    this.condition = condition
  }
}
