import type { StoredChange } from '../store/store.js'

/** Tells those who listen that there are new events of their rooms, when these are on the disk. */
export class NewEvents {
  readonly #ofRoom = new Map<string, Set<Ear>>()
  readonly #ofAll = new Set<Ear>()

  /** Reports the changes of a committed batch. */
  committed(changes: readonly StoredChange[]): void {
    const rooms = new Set(changes.flatMap(change => (change.kind === 'event' ? [change.now.room] : [])))
    if (rooms.size === 0) return
    for (const ear of this.#ofAll) ear.hears()
    for (const room of rooms) for (const ear of this.#ofRoom.get(room) ?? []) ear.hears()
  }

  /** An ear for events of these rooms (bare JIDs), or of all; until `close`. */
  listen(rooms: readonly string[] | undefined): Ear {
    const ear = new Ear(rooms, () => this.#forget(ear))
    if (!rooms) this.#ofAll.add(ear)
    for (const room of rooms ?? []) {
      const ears = this.#ofRoom.get(room) ?? new Set()
      this.#ofRoom.set(room, ears.add(ear))
    }
    return ear
  }

  #forget(ear: Ear): void {
    this.#ofAll.delete(ear)
    for (const room of ear.rooms ?? []) {
      const ears = this.#ofRoom.get(room)
      ears?.delete(ear)
      if (ears?.size === 0) this.#ofRoom.delete(room)
    }
  }
}

/** Remembers whether there were new events of its rooms since they were last read. */
export class Ear {
  readonly rooms: readonly string[] | undefined
  readonly close: () => void
  #hasNews = false
  #wake = (): void => undefined

  constructor(rooms: readonly string[] | undefined, close: () => void) {
    this.rooms = rooms
    this.close = close
  }

  hears(): void {
    this.#hasNews = true
    this.#wake()
  }

  /** Call it before the events are read: what comes later than this is news. */
  reads(): void {
    this.#hasNews = false
  }

  /**
   * Waits for news, at most the given milliseconds, or until the signal. Returns at once if there are news already.
   * Resolves with whether there are news.
   */
  async news(signal: AbortSignal, milliseconds: number): Promise<boolean> {
    if (this.#hasNews || signal.aborted) return this.#hasNews
    await new Promise<void>(resolve => {
      const timer = setTimeout(() => this.#wake(), milliseconds)
      this.#wake = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', this.#wake)
        resolve()
      }
      signal.addEventListener('abort', this.#wake)
    })
    return this.#hasNews
  }
}
