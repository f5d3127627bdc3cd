import type { Context } from '../muc/context.js'
import { isFull } from '../muc/operations/set-affiliation.js'
import { stricter } from './invite-terms.js'
import { openInviteFor } from './redeem.js'

/** What happens to somebody new: they are in, a moderator is asked, or they are refused. */
export type AdmissionNow = 'open' | 'approval' | 'locked' | 'full'

/**
 * What happens to somebody new who joins by this open invite now, as far as it does not depend on who they are. Refuses
 * as `openInviteFor` does.
 */
export function admissionNow(context: Context, openInviteId: string): AdmissionNow {
  const { invite, room } = openInviteFor(context, openInviteId)
  const { admission, paused } = invite.terms
  const admits = stricter(room.record.config.autoRegister, admission)
  if (paused || admits === 'lock') return 'locked'
  if (isFull(room, context.settings.maxMembers)) return 'full'
  return admits === 'unlock_ack' ? 'approval' : 'open'
}
