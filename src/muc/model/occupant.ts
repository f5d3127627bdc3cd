import type { Role } from './role.js'

/**
 * One client of an occupant: its full JID, and the payloads of its last presence (show, status, extensions) as XML: as
 * elements, they would take 60 times the memory.
 */
export type Session = { readonly jid: string; readonly presence: string }

/** A person in the room (XEP-0045 §4.1). Immutable: a change makes a new value. */
export type Occupant = {
  readonly nick: string
  /** The bare JID. */
  readonly user: string
  readonly role: Role
  /**
   * At least one (XEP-0045 §7.2.8 allows several on one nick), the latest presence last; none for an absent member
   * (`absent-members.ts`).
   */
  readonly sessions: readonly Session[]
}

/** The occupant with this session added or replaced. */
export function withSession(occupant: Occupant, session: Session): Occupant {
  return { ...occupant, sessions: [...otherSessions(occupant, session.jid), session] }
}

/** The occupant without this session; undefined if it was the last. */
export function withoutSession(occupant: Occupant, jid: string): Occupant | undefined {
  const sessions = otherSessions(occupant, jid)
  return sessions.length > 0 ? { ...occupant, sessions } : undefined
}

/** Whether these are one value, also if the room was read from the store again in between. */
export function isSameOccupant(one: Occupant | undefined, other: Occupant | undefined): boolean {
  if (one === other || !one || !other) return one === other
  const isSame = one.user === other.user && one.role === other.role && one.nick === other.nick
  return isSame && one.sessions.length === other.sessions.length && one.sessions.every(isAlsoIn(other))
}

function isAlsoIn({ sessions }: Occupant): (session: Session, index: number) => boolean {
  return ({ jid, presence }, index) => sessions[index]?.jid === jid && sessions[index].presence === presence
}

/** The session that sent the latest presence: its presence stands for the occupant. */
export function latestSession(occupant: Occupant): Session | undefined {
  return occupant.sessions.at(-1)
}

/** The payloads of the occupant's latest presence. */
export function latestPresence(occupant: Occupant): string {
  return latestSession(occupant)?.presence ?? ''
}

export function sessionsOf(occupant: Occupant): string[] {
  return occupant.sessions.map(session => session.jid)
}

function otherSessions(occupant: Occupant, jid: string): Session[] {
  return occupant.sessions.filter(session => session.jid !== jid)
}
