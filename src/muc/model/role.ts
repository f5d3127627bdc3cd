import type { Affiliation } from '../operations/set-affiliation.js'
import type { RoomConfig } from './room.js'

/** XEP-0045 §5.1: what an occupant may do in the room now. `none` is nobody in the room. */
export type Role = 'none' | 'visitor' | 'participant' | 'moderator'

const ROLES: readonly Role[] = ['none', 'visitor', 'participant', 'moderator']

/** Those that somebody in the room can have. */
export const OCCUPANTS_ROLES: readonly Role[] = ROLES.filter(role => role !== 'none')

/** Whether `role` has all rights of `other`. */
export function roleIsAtLeast(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(other)
}

/** XEP-0045 §5.1.2: the role with which a person of this affiliation enters. */
export function initialRole(config: RoomConfig, affiliation: Affiliation): Role {
  if (affiliation === 'owner' || affiliation === 'admin') return 'moderator'
  if (affiliation === 'outcast') return 'none'
  const isModerated = config.moderated && !config.newcomersHaveVoice
  return isModerated && affiliation === 'none' ? 'visitor' : 'participant'
}

export function isRole(text: string | undefined): text is Role {
  return ROLES.some(role => role === text)
}
