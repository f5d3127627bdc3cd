import type { Context } from '../muc/context.js'
import { isFull } from '../muc/operations/set-affiliation.js'
import { stricter } from './invite-terms.js'
import { openInviteFor } from './redeem.js'

/** What happens to a new joiner: they are admitted, need an approval, or are refused. */
export type AdmissionNow = 'open' | 'approval' | 'locked' | 'full'

/**
 * What happens to a new joiner by this open invite at the moment, before the checks of the person (bans, domains).
 * Throws as `openInviteFor` does.
 */
export function admissionNow(context: Context, openInviteId: string): AdmissionNow {
  const { invite, room } = openInviteFor(context, openInviteId)
  const { admission, paused } = invite.terms
  const admits = stricter(room.record.config.autoRegister, admission)
  if (paused || admits === 'lock') return 'locked'
  if (isFull(room, context.settings.maxMembers)) return 'full'
  return admits === 'unlock_ack' ? 'approval' : 'open'
}
