/** Whom to write to about what (XEP-0157 §6.1). */
export const CONTACTS = ['abuse', 'admin', 'feedback', 'sales', 'security', 'status', 'support'] as const

/** URIs for each of them; none where nobody is named. */
export type Contacts = Readonly<Record<(typeof CONTACTS)[number], readonly string[]>>
