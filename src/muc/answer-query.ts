import { attr, bytesOf, childElements, type Element, xml } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import type { Jid } from '../stanza/jid.js'
import type { Context, Query } from './context.js'

/** A stanza and its two ends. */
export type Received = { readonly stanza: Element; readonly from: Jid; readonly to: Jid }

/** In bytes. Servers disconnect a component that sends stanzas beyond 512 KiB. Our own decision. */
const MAX_ANSWER = 256 * 1024

/**
 * Answers an IQ request exactly once: by what `handle` gives, or by an empty result (RFC 6120 §8.2.3). The result comes
 * after everything that the request sends: a client that has it has seen the effect (XEP-0045 §10.9). `handle` returns
 * false if no capability handles the request. Throws `bad-request`, `service-unavailable` or `resource-constraint`.
 */
export function answerQuery(
  { batch }: Pick<Context, 'batch'>,
  { stanza, from, to }: Received,
  handle: (query: Query) => boolean,
): void {
  const [payload] = childElements(stanza)
  const type = attr(stanza, 'type')
  if (!payload || (type !== 'get' && type !== 'set')) {
    throw new StanzaError('bad-request', 'A request is of the type get or set and has one payload (RFC 6120 §8.2.3).')
  }
  let answered: Element | 'later' | undefined
  const answer = (result?: Element): void => {
    if (answered) return
    const iq = xml('iq', { type: 'result', id: stanza.attrs['id'], from: to.full })
    if (result) iq.append(result)
    if (bytesOf(iq) > MAX_ANSWER) throw new StanzaError('resource-constraint', 'The answer is too long.')
    answered = iq
  }
  const answerLater = (): void => {
    answered = 'later'
  }
  const isHandled = handle({ from, iq: stanza, type, payload, namespace: payload.getNS() ?? '', answer, answerLater })
  if (!isHandled) throw new StanzaError('service-unavailable', 'Nothing at this address answers this request.')
  answer()
  if (answered && answered !== 'later') batch.send(answered, [from.full])
}
