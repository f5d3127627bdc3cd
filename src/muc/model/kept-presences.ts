import type { Occupant, Session } from './occupant.js'

/** What one person's clients in all rooms in memory make the service keep. */
type Kept = {
  entries: number
  characters: number
  readonly texts: Map<string, { readonly text: string; uses: number }>
}
/** The sum for one person: clients in rooms, and the characters of their presences. */
export type KeptSum = { readonly entries: number; readonly characters: number }

const NONE: KeptSum = { entries: 0, characters: 0 }

/** Counts by bare JID what the sessions in rooms keep, and gives equal presences of one person the same text. */
export class KeptPresences {
  readonly #ofUser = new Map<string, Kept>()

  of(user: string): KeptSum {
    return this.#ofUser.get(user) ?? NONE
  }

  /** The text of an equal presence that the person has in another room, to be kept once. */
  shared(user: string, presence: string): string {
    return this.#ofUser.get(user)?.texts.get(presence)?.text ?? presence
  }

  /** Counts an occupant, and returns it with shared texts: rooms that are read from the store have their own. */
  add(occupant: Occupant): Occupant {
    const { user, sessions } = occupant
    return { ...occupant, sessions: sessions.map(session => this.#addSession(user, session)) }
  }

  remove({ user, sessions }: Occupant): void {
    const kept = this.#ofUser.get(user)
    if (!kept) return
    for (const { presence } of sessions) {
      kept.entries--
      kept.characters -= presence.length
      const text = kept.texts.get(presence)
      if (text && --text.uses === 0) kept.texts.delete(presence)
    }
    if (kept.entries === 0) this.#ofUser.delete(user)
  }

  #addSession(user: string, session: Session): Session {
    const { presence } = session
    const kept = this.#ofUser.get(user) ?? { entries: 0, characters: 0, texts: new Map() }
    this.#ofUser.set(user, kept)
    kept.entries++
    kept.characters += presence.length
    const text = kept.texts.get(presence) ?? { text: presence, uses: 0 }
    kept.texts.set(text.text, text)
    text.uses++
    return { ...session, presence: text.text }
  }
}
