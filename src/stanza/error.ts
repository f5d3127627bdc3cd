import { attr, copyOf, type Element, isElement, xml } from './element.js'
import { NS } from './namespaces.js'

/** RFC 6120 §8.3.2: what the sender may do about it. */
export type ErrorType = 'auth' | 'cancel' | 'continue' | 'modify' | 'wait'

/**
 * RFC 6120 §8.3.3: the conditions that we use, each with the type that the RFC gives it. Our decision: an internal
 * error is `wait`, as in RFC 3920, since nothing has been changed and the same stanza may succeed later.
 */
const TYPE_OF = {
  'bad-request': 'modify',
  conflict: 'cancel',
  'feature-not-implemented': 'cancel',
  forbidden: 'auth',
  gone: 'cancel',
  'internal-server-error': 'wait',
  'item-not-found': 'cancel',
  'jid-malformed': 'modify',
  'not-acceptable': 'modify',
  'not-allowed': 'cancel',
  'not-authorized': 'auth',
  'policy-violation': 'modify',
  'registration-required': 'auth',
  'remote-server-not-found': 'cancel',
  'remote-server-timeout': 'wait',
  'resource-constraint': 'wait',
  'service-unavailable': 'cancel',
} as const satisfies Record<string, ErrorType>

export type Condition = keyof typeof TYPE_OF

/** A refusal. Domain code throws it; the router renders it as a stanza, the HTTP side as the API's JSON error. */
export class StanzaError extends Error {
  readonly condition: Condition
  readonly type: ErrorType
  /** What was done on the way to it stays: it is refused for now, and is remembered. */
  readonly keepsChanges: boolean = false

  /** `text` tells the person what is wrong; `type` overrides the one that belongs to the condition. */
  constructor(condition: Condition, text: string, type?: ErrorType) {
    super(text)
    this.name = 'StanzaError'
    this.condition = condition
    this.type = type ?? TYPE_OF[condition]
  }
}

/** There is more to do than can be done soon, and nothing new is taken for a while (RFC 6120 §8.3.3.18). */
export class Overload extends StanzaError {
  constructor() {
    super('resource-constraint', 'There is too much to do just now. Nothing was done; try again in a while.')
  }
}

/** RFC 6120 §8.3.3.5: what was here is gone, perhaps to another address (a URI). */
export class Gone extends StanzaError {
  readonly newAddress: string | undefined

  constructor(text: string, newAddress?: string) {
    super('gone', text)
    this.newAddress = newAddress
  }
}

/** A condition of a protocol's own, which says more than the general one (RFC 6120 §8.3.4). */
export type SpecificCondition = { readonly name: string; readonly xmlns: string; readonly type?: ErrorType }

/** A refusal with such a condition. */
export class SpecificError extends StanzaError {
  readonly specific: SpecificCondition

  constructor(condition: Condition, specific: SpecificCondition, text: string) {
    super(condition, text, specific.type)
    this.specific = specific
  }
}

/**
 * The error stanza that answers `stanza` (RFC 6120 §8.3.1): addresses turned round, same id, the payload given back.
 * Undefined for what must not be answered by an error: errors, IQ results, and what has no sender.
 */
export function errorReply(stanza: Element, error: StanzaError): Element | undefined {
  const type = attr(stanza, 'type')
  if (type === 'error' || type === 'result' || attr(stanza, 'from') === undefined) return undefined
  const specific = error instanceof SpecificError ? [xml(error.specific.name, error.specific.xmlns)] : []
  const payload = stanza.children.map(child => (isElement(child) ? copyOf(child) : child))
  const condition = xml(error.condition, NS.stanzas)
  if (error instanceof Gone && error.newAddress !== undefined) condition.append(error.newAddress)
  return xml(
    stanza.getName(),
    { type: 'error', id: stanza.attrs['id'], from: stanza.attrs['to'], to: stanza.attrs['from'] },
    ...payload,
    xml('error', { type: error.type }, condition, xml('text', NS.stanzas, error.message), ...specific),
  )
}
