import { isExpired } from '../invites/open-invite.js'
import type { Lookup } from '../muc/model/lookup.js'
import type { Room } from '../muc/model/room.js'
import type { State } from '../muc/model/state.js'
import type { StanzaError } from '../stanza/error.js'
import type { StoredChange } from '../store/store.js'
import type { OpenBatch } from './open-batch.js'
import type { Work } from './work-queue.js'

/** A piece of work that was handled: its look-ups, its refusal, if any, and the index of its first change in the batch. */
type Handled = {
  readonly work: Work
  readonly lookups: readonly Lookup[]
  readonly refusal: StanzaError | undefined
  readonly from: number
}

/** One attempt at a batch: the work that is meant for it, and that which was handled. */
export class Run {
  readonly batch: OpenBatch
  readonly works: readonly Work[]
  readonly handled: Handled[] = []

  constructor(batch: OpenBatch, works: readonly Work[]) {
    this.batch = batch
    this.works = works
  }

  /** The changes of the piece of work with this index. */
  changesOf(index: number): StoredChange[] {
    return this.batch.changes.slice(this.handled[index]?.from, this.handled[index + 1]?.from)
  }

  /**
   * The bare JIDs of the rooms that the work has read or changed, each once: those that it needed and that exist, and those of
   * its changes. Memory must be as the work has left it. The cost is that of the needs, look-ups and changes.
   */
  rooms(state: State): string[] {
    const rooms = new Set<string>()
    for (const handled of this.handled) this.#addNeeded(rooms, state, handled)
    for (const change of this.batch.changes) addChanged(rooms, state, change)
    return [...rooms]
  }

  /** The work that has read or changed one of these rooms (bare JIDs); all work if that is unknown. As for `rooms`. */
  concernedBy(lost: readonly string[], state: State): readonly Work[] {
    const concerned = this.handled.filter((handled, index) => {
      const rooms = new Set<string>()
      this.#addNeeded(rooms, state, handled)
      for (const change of this.changesOf(index)) addChanged(rooms, state, change)
      return lost.some(jid => rooms.has(jid))
    })
    return concerned.length > 0 ? concerned.map(({ work }) => work) : this.works
  }

  #addNeeded(to: Set<string>, { rooms, openInvites }: State, { work: { needs }, lookups }: Handled): void {
    const add = (room: Room | undefined) => room && to.add(room.record.jid)
    const { room, roomId, openInvite } = needs
    if (room !== undefined) add(rooms.get(room))
    if (roomId !== undefined) add(rooms.byId(roomId))
    const invite = openInvite === undefined ? undefined : openInvites.get(openInvite)
    // An expired one concerns no room, as an unknown one: the time of an answer does not reveal that it existed.
    if (invite && !isExpired(invite, this.batch.at)) add(rooms.byId(invite.roomId))
    for (const { load = [], loadIds = [] } of lookups) {
      for (const jid of load) add(rooms.get(jid))
      for (const id of loadIds) add(rooms.byId(id))
    }
  }
}

/** A room that the change has destroyed is not in memory any more. News are of this instance, and may outlive their room. */
function addChanged(to: Set<string>, { rooms }: State, change: StoredChange): void {
  if (change.kind === 'room-news') return
  if ('room' in change) to.add(change.room)
  else if (change.kind === 'room') to.add(change.jid)
  else if (change.kind === 'open-invite') {
    for (const invite of [change.was, change.now]) {
      const room = rooms.byId(invite?.roomId ?? '')
      if (room) to.add(room.record.jid)
    }
  }
}
