import type { Element } from '../../stanza/element.js'
import type { Role } from './role.js'

/** One client of an occupant: its full JID, and what its last presence said (show, status, extensions). */
export type Session = { readonly jid: string; readonly presence: readonly Element[] }

/** Somebody in the room (XEP-0045 §4.1): a value, replaced and never altered. */
export type Occupant = {
  readonly nick: string
  /** The bare JID. */
  readonly user: string
  readonly role: Role
  /** None of who is absent (`absentees.ts`), else at least one; the one that spoke of its presence last comes last (XEP-0045 §7.2.8: several on one nick). */
  readonly sessions: readonly Session[]
}

/** The occupant with this session added or replaced. */
export function withSession(occupant: Occupant, session: Session): Occupant {
  return { ...occupant, sessions: [...otherSessions(occupant, session.jid), session] }
}

/** The occupant without this session; undefined where it was the last. */
export function withoutSession(occupant: Occupant, jid: string): Occupant | undefined {
  const sessions = otherSessions(occupant, jid)
  return sessions.length > 0 ? { ...occupant, sessions } : undefined
}

/** The session that stands for the occupant: the one that spoke last. */
export function latestSession(occupant: Occupant): Session | undefined {
  return occupant.sessions.at(-1)
}

/** What the others see of this occupant's presence. */
export function latestPresence(occupant: Occupant): readonly Element[] {
  return latestSession(occupant)?.presence ?? []
}

export function sessionsOf(occupant: Occupant): string[] {
  return occupant.sessions.map(session => session.jid)
}

function otherSessions(occupant: Occupant, jid: string): Session[] {
  return occupant.sessions.filter(session => session.jid !== jid)
}
