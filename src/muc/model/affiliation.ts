/** XEP-0045 §5.2: the lasting relation of a person to the room. */
export type Affiliation = 'outcast' | 'none' | 'member' | 'admin' | 'owner'

/** What the room remembers of a person who has an affiliation. */
export type AffiliationEntry = {
  readonly affiliation: Exclude<Affiliation, 'none'>
  /** Why, as the admin said (XEP-0045 §9.1); empty where nothing was said. */
  readonly reason: string
  /** Milliseconds since 1970. */
  readonly since: number
  /** Reserved in this room for this person (§7.10, §9.3); empty where none is, as with everybody who is banned. */
  readonly nick: string
  /** The room's activity when this person was there last (`room-activity.ts`); 0 of those who are banned. */
  readonly visited: number
  /** Enters without voice, a member too. */
  readonly isVisitor?: boolean
}

const AFFILIATIONS: readonly Affiliation[] = ['outcast', 'none', 'member', 'admin', 'owner']

/** Whether `affiliation` is as high as `other` or higher. */
export function isAtLeast(affiliation: Affiliation, other: Affiliation): boolean {
  return AFFILIATIONS.indexOf(affiliation) >= AFFILIATIONS.indexOf(other)
}

export function isAffiliation(text: string | undefined): text is Affiliation {
  return AFFILIATIONS.some(affiliation => affiliation === text)
}
