import { attr, copyOf, type Element, isElement, xml } from './element.js'
import { NS } from './namespaces.js'

/** The remedy of an error (RFC 6120 §8.3.2). */
export type ErrorType = 'auth' | 'cancel' | 'continue' | 'modify' | 'wait'

/**
 * The conditions that we use, each with its type by RFC 6120 §8.3.3. Our decision: an internal error is `wait`, as in
 * RFC 3920, since nothing was changed and the same stanza may succeed later.
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

/** A refusal. Domain code throws it; the router renders it as an error stanza, http/ as a JSON error. */
export class StanzaError extends Error {
  readonly condition: Condition
  readonly type: ErrorType
  /** Whether the changes before the refusal are kept, as for a request that waits for a decision. */
  readonly keepsChanges: boolean = false

  /** `text` is for people; `type` overrides that of the condition. */
  constructor(condition: Condition, text: string, type?: ErrorType) {
    super(text)
    this.name = 'StanzaError'
    this.condition = condition
    this.type = type ?? TYPE_OF[condition]
  }
}

/** A refusal with a reason from a fixed list of the domain: log and metrics name it, and http/ maps it to an error code. */
export class ReasonedRefusal<Reason extends string = string> extends StanzaError {
  readonly reason: Reason

  constructor(reason: Reason, condition: Condition, text: string) {
    super(condition, text)
    this.name = new.target.name
    this.reason = reason
  }
}

/** The sender has done this too often (RFC 6120 §8.3.3.12). `seconds`: when it may be done again. */
export class TooOften extends StanzaError {
  readonly seconds: number

  constructor(text: string, seconds: number) {
    super('policy-violation', text, 'wait')
    this.seconds = seconds
  }
}

/** The service refuses new work because too much is queued (RFC 6120 §8.3.3.18). */
export class Overload extends StanzaError {
  constructor(text = 'The service is overloaded. Nothing was done; try again in a while.') {
    super('resource-constraint', text)
  }
}

/** The addressee no longer exists (RFC 6120 §8.3.3.5); `newAddress` is a URI. */
export class Gone extends StanzaError {
  readonly newAddress: string | undefined

  constructor(text: string, newAddress?: string) {
    super('gone', text)
    this.newAddress = newAddress
  }
}

/** An application-specific condition beside the general one (RFC 6120 §8.3.4). */
export type SpecificCondition = { readonly name: string; readonly xmlns: string; readonly type?: ErrorType }

/** A refusal with an application-specific condition. */
export class SpecificError extends StanzaError {
  readonly specific: SpecificCondition

  constructor(condition: Condition, specific: SpecificCondition, text: string) {
    super(condition, text, specific.type)
    this.specific = specific
  }
}

/**
 * The error stanza that answers `stanza` (RFC 6120 §8.3.1): swapped addresses, the same id, and the payload. Undefined
 * for errors, IQ results and stanzas without a sender: those must not be answered by an error.
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
