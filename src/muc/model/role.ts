/** What an occupant may do in the room now (XEP-0045 §5.1). No occupant has `none`. */
export type Role = 'none' | 'visitor' | 'participant' | 'moderator'

const ROLES: readonly Role[] = ['none', 'visitor', 'participant', 'moderator']

/** The roles that an occupant can have. */
export const OCCUPANT_ROLES: readonly Role[] = ROLES.filter(role => role !== 'none')

/** Whether `role` equals `other` or is higher. */
export function roleIsAtLeast(role: Role, other: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(other)
}

export function isRole(text: string | undefined): text is Role {
  return ROLES.some(role => role === text)
}
