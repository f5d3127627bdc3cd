/** XEP-0045 §5.2: the lasting relation of a person to the room. */
export type Affiliation = 'outcast' | 'none' | 'member' | 'admin' | 'owner'

/** What the room stores of a person with an affiliation. */
export type AffiliationEntry = {
  readonly affiliation: Exclude<Affiliation, 'none'>
  /** The admin's reason (XEP-0045 §9.1); empty if none was given. */
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly since: number
  /** The reserved nick (XEP-0045 §7.10, §9.3); empty if there is none. Outcasts never have one. */
  readonly nick: string
  /** The room's activity at the person's last visit (`track-activity.ts`); 0 for outcasts. */
  readonly visited: number
  /** The person enters without voice, although a member. */
  readonly isVisitor?: boolean
}

const AFFILIATIONS: readonly Affiliation[] = ['outcast', 'none', 'member', 'admin', 'owner']

/** Whether `affiliation` equals `other` or is higher. */
export function isAtLeast(affiliation: Affiliation, other: Affiliation): boolean {
  return AFFILIATIONS.indexOf(affiliation) >= AFFILIATIONS.indexOf(other)
}

export function isAffiliation(text: string | undefined): text is Affiliation {
  return AFFILIATIONS.some(affiliation => affiliation === text)
}
