import type { Lookup } from '../muc/model/lookup.js'
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
    for (const { work, lookups } of this.handled) addNeeded(rooms, state, { work, lookups })
    for (const change of this.batch.changes) addChanged(rooms, state, change)
    return [...rooms]
  }

  /** The work that has read or changed one of these rooms (bare JIDs); all work if that is unknown. As for `rooms`. */
  concernedBy(lost: readonly string[], state: State): readonly Work[] {
    const concerned = this.handled.filter(({ work, lookups }, index) => {
      const rooms = new Set<string>()
      addNeeded(rooms, state, { work, lookups })
      for (const change of this.changesOf(index)) addChanged(rooms, state, change)
      return lost.some(jid => rooms.has(jid))
    })
    return concerned.length > 0 ? concerned.map(({ work }) => work) : this.works
  }
}

function addNeeded(
  to: Set<string>,
  { rooms, openInvites }: State,
  { work, lookups }: Pick<Handled, 'work' | 'lookups'>,
): void {
  const { room: jid = '', roomId = '', openInvite = '' } = work.needs
  const ids = [roomId, openInvites.get(openInvite)?.roomId ?? '', ...lookups.flatMap(({ loadIds = [] }) => loadIds)]
  const jids = [jid, ...lookups.flatMap(({ load = [] }) => load)]
  for (const room of [...jids.map(jid => rooms.get(jid)), ...ids.map(id => rooms.byId(id))]) {
    if (room) to.add(room.record.jid)
  }
}

/** A room that the change has destroyed is not in memory any more. */
function addChanged(to: Set<string>, { rooms }: State, change: StoredChange): void {
  if ('room' in change) to.add(change.room)
  else if (change.kind === 'room') to.add(change.jid)
  else if (change.kind === 'open-invite') {
    for (const invite of [change.was, change.now]) {
      const room = rooms.byId(invite?.roomId ?? '')
      if (room) to.add(room.record.jid)
    }
  }
}
