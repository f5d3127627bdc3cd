import type { WrittenStanza } from '../../stanza/stanza-text.js'
import type { Affiliation } from './affiliation.js'
import type { Hat } from './hat.js'
import type { Occupant } from './occupant.js'
import type { RoomRecord } from './room.js'

/** A presence of an occupant, and what it was made from beside the occupant: it is outdated if one of them changes. */
export type RecentPresence = {
  readonly presence: WrittenStanza
  readonly record: RoomRecord
  readonly affiliation: Affiliation
  readonly hats: readonly Hat[]
}

/** The size of all that are kept, in characters: about 10,000 presences. With one more, all are forgotten. */
const MOST = 8 * 1024 * 1024
/** The size of a presence beside its text, in characters. */
const OWN_SIZE = 512

/** The presences of occupants that newcomers got since the last tick: in a rush, the next newcomers get the same ones. */
export class RecentPresences {
  readonly #withJid = new Map<Occupant, RecentPresence>()
  readonly #withoutJid = new Map<Occupant, RecentPresence>()
  #size = 0

  /** The presence with the real JID or without, which may be outdated. */
  of(occupant: Occupant, showJid: boolean): RecentPresence | undefined {
    return this.#kind(showJid).get(occupant)
  }

  keep(occupant: Occupant, showJid: boolean, recent: RecentPresence): void {
    const size = OWN_SIZE + recent.presence.afterTo.length
    if (this.#size + size > MOST) this.forget()
    this.#size += size
    this.#kind(showJid).set(occupant, recent)
  }

  forget(): void {
    this.#withJid.clear()
    this.#withoutJid.clear()
    this.#size = 0
  }

  #kind(showJid: boolean): Map<Occupant, RecentPresence> {
    return showJid ? this.#withJid : this.#withoutJid
  }
}
