import type { State } from '../muc/model/state.js'
import { refuseBlocked } from '../muc/operations/refuse-blocked.js'

/** Throws `forbidden` for a caller of the REST API (a bare JID) who is on a block list: for them there is no work. */
export function refuseBlockedCaller(state: Pick<State, 'blockLists' | 'settings'>, caller: string): void {
  refuseBlocked(state, caller)
}
