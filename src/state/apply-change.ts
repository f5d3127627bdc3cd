import type { OpenInviteChange } from '../invites/facts.js'
import { applyMucChange, type Side } from '../muc/model/apply-change.js'
import type { Change } from '../muc/model/change.js'
import type { State } from '../muc/model/state.js'

/** Sets memory to one side of a change: `now` applies it, `was` reverts it. */
export function applyChange(state: State, change: Change, side: Side): void {
  switch (change.kind) {
    case 'open-invite':
      return setOpenInvite(state, change, side)
    case 'invite-event':
    case 'invite-expiry':
    case 'user':
    case 'api-token':
      // Memory holds none.
      return
    default:
      return applyMucChange(state, change, side)
  }
}

function setOpenInvite({ openInvites }: State, { was, now }: OpenInviteChange, side: Side): void {
  const [from, to] = side === 'now' ? [was, now] : [now, was]
  if (from) openInvites.remove(from)
  if (to) openInvites.put(to)
}
