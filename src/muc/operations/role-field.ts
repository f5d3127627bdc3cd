import type { Field } from '../../stanza/data-form.js'
import { OCCUPANT_ROLES, type Role } from '../model/role.js'

/** The roles of occupants, the highest first, as forms list them. */
export const ROLES_INSIDE: readonly Role[] = [...OCCUPANT_ROLES].reverse()

const LABELS = {
  moderator: 'Moderators',
  participant: 'Participants',
  visitor: 'Visitors',
  none: 'Absent people with a reserved nick',
} as const satisfies Record<Role, string>

type RoleField = {
  readonly name: string
  readonly label: string
  readonly roles: readonly Role[]
  readonly offered: readonly Role[]
}

/** A field of the configuration form for a set of roles (XEP-0045 §16.5.3). */
export function roleField({ name, label, roles, offered }: RoleField): Field {
  const options = offered.map(role => ({ value: role, label: LABELS[role] }))
  return { name, type: 'list-multi', label, values: roles, options }
}
