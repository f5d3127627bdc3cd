import type { Field } from '../stanza/data-form.js'
import type { Role } from './role.js'

/** The roles that a field of the configuration form offers. */
export const OFFERED_ROLES = ['moderator', 'participant', 'visitor'] as const satisfies readonly Role[]

const LABELS = { moderator: 'Moderators', participant: 'Participants', visitor: 'Visitors' }

/** A field of the configuration form that names roles (XEP-0045 §16.5.3). */
export function roleField({ name, label, roles }: { name: string; label: string; roles: readonly Role[] }): Field {
  const options = OFFERED_ROLES.map(role => ({ value: role, label: LABELS[role] }))
  return { name, type: 'list-multi', label, values: roles, options }
}
