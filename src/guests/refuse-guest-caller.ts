import type { State } from '../muc/model/state.js'
import { StanzaError } from '../stanza/error.js'
import { isGuestAddress } from './guest-address.js'

/** Throws `forbidden` for a caller of the REST API (a bare JID) who is a guest, whatever the signer of the token says. */
export function refuseGuestCaller({ settings }: Pick<State, 'settings'>, caller: string): void {
  if (isGuestAddress(caller, settings.domain))
    throw new StanzaError('forbidden', 'A guest has no part in the REST API.')
}
