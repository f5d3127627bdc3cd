import type { OpenInvite } from './open-invite.js'

/** The open invites in memory: those of the rooms in memory, and those that a batch has looked up. */
export class OpenInvites {
  readonly #byId = new Map<string, OpenInvite>()
  readonly #ofRoom = new Map<string, Map<string, OpenInvite>>()

  get size(): number {
    return this.#byId.size
  }

  get(id: string): OpenInvite | undefined {
    return this.#byId.get(id)
  }

  /** All links to this room, the oldest first. */
  ofRoom(roomId: string): OpenInvite[] {
    return [...(this.#ofRoom.get(roomId)?.values() ?? [])].sort((a, b) => a.createdAt - b.createdAt)
  }

  countOfRoom(roomId: string): number {
    return this.#ofRoom.get(roomId)?.size ?? 0
  }

  /** Whether a link to this room meets a condition. Stops at the first that does. */
  someOfRoom(roomId: string, condition: (invite: OpenInvite) => boolean): boolean {
    for (const invite of this.#ofRoom.get(roomId)?.values() ?? []) if (condition(invite)) return true
    return false
  }

  /** The link to this room with this `linkId`. */
  byLinkId(roomId: string, linkId: string): OpenInvite | undefined {
    return this.ofRoom(roomId).find(invite => invite.linkId === linkId)
  }

  put(invite: OpenInvite): void {
    this.#byId.set(invite.id, invite)
    const ofRoom = this.#ofRoom.get(invite.roomId) ?? new Map()
    this.#ofRoom.set(invite.roomId, ofRoom.set(invite.id, invite))
  }

  remove(invite: OpenInvite): void {
    this.#byId.delete(invite.id)
    const ofRoom = this.#ofRoom.get(invite.roomId)
    ofRoom?.delete(invite.id)
    if (ofRoom?.size === 0) this.#ofRoom.delete(invite.roomId)
  }

  /** Forgets the links of rooms that are no longer in memory. */
  forgetExcept(inMemory: (roomId: string) => boolean): void {
    for (const roomId of this.#ofRoom.keys()) if (!inMemory(roomId)) this.forgetRoom(roomId)
  }

  /** Forgets the links of a room. */
  forgetRoom(roomId: string): void {
    for (const invite of this.ofRoom(roomId)) this.remove(invite)
  }
}
