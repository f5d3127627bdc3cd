import { ReasonedRefusal, type StanzaError } from '../stanza/error.js'

/** The reason of a refusal as a word of a fixed list: our own for links and tokens, otherwise the XMPP condition. */
export function reasonOf(refusal: StanzaError): string {
  return refusal instanceof ReasonedRefusal ? refusal.reason : refusal.condition
}
