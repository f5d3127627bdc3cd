import { Refusal } from '../invites/refusal.js'
import type { StanzaError } from '../stanza/error.js'
import { TokenRefusal } from '../tokens/refusal.js'

/** Why something was refused, as one word of a fixed list: of links and tokens our own reason, else the XMPP condition. */
export function reasonOf(refusal: StanzaError): string {
  if (refusal instanceof Refusal || refusal instanceof TokenRefusal) return refusal.reason
  return refusal.condition
}
