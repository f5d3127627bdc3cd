/** The kinds of contact addresses (XEP-0157 §6.1). */
export const CONTACTS = ['abuse', 'admin', 'feedback', 'sales', 'security', 'status', 'support'] as const

/** The URIs of each kind; empty if none is configured. */
export type Contacts = Readonly<Record<(typeof CONTACTS)[number], readonly string[]>>
