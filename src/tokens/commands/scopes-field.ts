import type { Field } from '../../stanza/data-form.js'
import type { Scope } from '../scope.js'

export const SCOPES_FIELD = 'scopes'

const LABELS: Readonly<Record<Scope, string>> = {
  links: 'Join rooms, and manage my own links',
  rooms: 'Create and moderate rooms',
  admin: 'Use my rights as an admin of the service',
  'act-as': 'Act for the users for whom I may',
}

/** The choice among the user's own scopes. `admin` and `act-as` are not preselected. */
export function scopesField(own: readonly Scope[]): Field {
  const options = own.map(value => ({ value, label: LABELS[value] }))
  const values = own.filter(scope => scope !== 'admin' && scope !== 'act-as')
  return { name: SCOPES_FIELD, type: 'list-multi', label: 'Scopes', values, options, required: true }
}
