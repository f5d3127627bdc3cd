import type { Asker } from '../context.js'
import { affiliationOf } from '../model/room.js'
import { hasRequested } from './request-registration.js'

/**
 * The text that asks this person for an invitation as the password of a members-only room. Undefined for members and
 * outcasts, for a person whose request is pending and who has given no password, for one who enters without a password, and
 * where no invitation would help.
 */
export function invitationPrompt(asker: Asker): string | undefined {
  const { room, from, capabilities } = asker
  const password = asker.password?.trim() || undefined
  if (!room.record.config.membersOnly || affiliationOf(room, from.bare) !== 'none') return undefined
  if (password === undefined && hasRequested(room, from.bare)) return undefined
  if (capabilities.some(capability => capability.needsNoPassword?.(asker))) return undefined
  for (const capability of capabilities) {
    const prompt = capability.invitationPrompt?.({ ...asker, password })
    if (prompt !== undefined) return prompt
  }
  return undefined
}
