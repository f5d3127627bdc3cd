import type { OpenInviteChange } from '../invites/facts.js'
import { applyMucChange, type Side } from '../muc/model/apply-change.js'
import type { AffiliationChange, Change } from '../muc/model/change.js'
import type { State } from '../muc/model/state.js'

/** Sets memory to one side of a change: `now` applies it, `was` reverts it. */
export function applyChange(state: State, change: Change, side: Side): void {
  switch (change.kind) {
    case 'open-invite':
      return setOpenInvite(state, change, side)
    case 'invite-event':
    case 'invite-expiry':
    case 'event':
    case 'event-expiry':
    case 'kept-answer':
    case 'kept-answer-expiry':
    case 'intake':
    case 'room-origin':
    case 'installation-key':
    case 'user':
    case 'api-token':
    case 'web-session':
    case 'webhook':
      // Memory holds none.
      return
    case 'family-client':
      return state.familyClients.put(change.user, change[side])
    case 'room-news':
      return state.news.put(change.room, change.to, change[side])
    case 'affiliation':
      return setAffiliation(state, change, side)
    default:
      return applyMucChange(state, change, side)
  }
}

/** The rooms know nothing of the family's clients, so their index is kept here. */
function setAffiliation(state: State, change: AffiliationChange, side: Side): void {
  applyMucChange(state, change, side)
  const room = state.rooms.get(change.room)
  if (room) state.familyClients.affiliationSet(room, change.user, change[side])
}

function setOpenInvite({ openInvites }: State, { was, now }: OpenInviteChange, side: Side): void {
  const [from, to] = side === 'now' ? [was, now] : [now, was]
  if (from) openInvites.remove(from)
  if (to) openInvites.put(to)
}
