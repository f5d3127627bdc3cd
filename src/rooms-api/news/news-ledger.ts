import type { RoomChanges } from '../../stanza/room-notification.js'

/** What a room has told lately: to many, or to the one person whom a change concerns. */
export type Told = {
  /** In milliseconds since 1970. */
  readonly toldAt: number
  /** What has changed since then and was not told yet. */
  readonly waiting: RoomChanges | undefined
}

/** By this key the ledger has what a room has told to many; otherwise the key is a bare JID. */
export const TO_MANY = ''

/**
 * What rooms have told within the last second or so. Only memory has it: news are transient. Only `apply-change.ts`
 * writes to it.
 */
export class NewsLedger {
  /** By the bare JID of the room, then by that of the person or `TO_MANY`. */
  readonly #ofRoom = new Map<string, Map<string, Told>>()

  get(room: string, to: string): Told | undefined {
    return this.#ofRoom.get(room)?.get(to)
  }

  /** What this room has told, by recipient; may be changed while it is read. */
  ofRoom(room: string): [string, Told][] {
    return [...(this.#ofRoom.get(room) ?? [])]
  }

  /** The bare JIDs of all rooms in the ledger. */
  rooms(): string[] {
    return [...this.#ofRoom.keys()]
  }

  put(room: string, to: string, told: Told | undefined): void {
    const entries = this.#ofRoom.get(room) ?? new Map<string, Told>()
    if (told) entries.set(to, told)
    else entries.delete(to)
    if (entries.size === 0) this.#ofRoom.delete(room)
    else this.#ofRoom.set(room, entries)
  }

  clear(): void {
    this.#ofRoom.clear()
  }
}
