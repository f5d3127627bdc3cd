import type { Field } from '../../stanza/data-form.js'
import type { Scope } from '../scope.js'

export const SCOPES_FIELD = 'scopes'

const LABELS: Readonly<Record<Scope, string>> = {
  links: 'Join rooms, and have links of my own',
  rooms: 'Make and moderate rooms',
  admin: 'All that admins of the service may',
}

/** What a token is for; of what this person may do. An admin has to ask for their powers. */
export function scopesField(own: readonly Scope[]): Field {
  const options = own.map(value => ({ value, label: LABELS[value] }))
  const values = own.filter(scope => scope !== 'admin')
  return { name: SCOPES_FIELD, type: 'list-multi', label: 'What it is for', values, options, required: true }
}
