/** XEP-0045 §5.1: what an occupant may do in the room now. `none` is nobody in the room. */
export type Role = 'none' | 'visitor' | 'participant' | 'moderator'

const ROLES: readonly Role[] = ['none', 'visitor', 'participant', 'moderator']

/** Those that somebody in the room can have. */
export const OCCUPANT_ROLES: readonly Role[] = ROLES.filter(role => role !== 'none')

/** Whether `role` has all rights of `other`. */
export function roleIsAtLeast(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(other)
}

export function isRole(text: string | undefined): text is Role {
  return ROLES.some(role => role === text)
}
