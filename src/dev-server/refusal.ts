import { attr, copyOf, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'

/** RFC 6120 §8.3.3: the conditions that this server answers with, each with its type. */
const TYPE_OF = {
  'bad-request': 'modify',
  forbidden: 'auth',
  'jid-malformed': 'modify',
  'remote-server-not-found': 'cancel',
  'remote-server-timeout': 'wait',
  'resource-constraint': 'wait',
  'service-unavailable': 'cancel',
} as const

/** Why a stanza could not be delivered. */
export type Refusal = { readonly condition: keyof typeof TYPE_OF; readonly text: string }

/**
 * The error that answers a stanza (RFC 6120 §8.3.1), with the payload given back; undefined where none may be sent.
 * It comes from the address that could not be reached: a chat service knows by it which occupant is gone.
 */
export function errorFor(stanza: Element, { condition, text }: Refusal): Element | undefined {
  const type = attr(stanza, 'type')
  if (type === 'error' || (stanza.name === 'iq' && type === 'result')) return undefined
  const payload = stanza.children.map(child => (typeof child === 'object' ? copyOf(child) : child))
  return xml(
    stanza.name,
    { type: 'error', id: stanza.attrs['id'], from: stanza.attrs['to'], to: stanza.attrs['from'] },
    ...payload,
    xml('error', { type: TYPE_OF[condition] }, xml(condition, NS.stanzas), xml('text', NS.stanzas, text)),
  )
}
