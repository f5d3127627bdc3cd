import { Refusal } from '../rooms-api/refusal.js'
import type { StanzaError } from '../stanza/error.js'
import { TokenRefusal } from '../tokens/refusal.js'

/** The reason of a refusal as a word of a fixed list: our own for links and tokens, otherwise the XMPP condition. */
export function reasonOf(refusal: StanzaError): string {
  if (refusal instanceof Refusal || refusal instanceof TokenRefusal) return refusal.reason
  return refusal.condition
}
