/**
 * Work that tells of what has happened already: it has to be stored, now or later. By a text, only the latest with this
 * text is needed; `true` is for what must not be left out.
 */
export type Insistent = { readonly insists?: string | true | undefined; readonly bytes?: number | undefined }

/** While the storage fails, clients come and go, and strangers can make up errors. Our own decision. */
const MOST = { count: 10_000, bytes: 32 * 2 ** 20 }

/** The work that could not be stored, until it is tried again: no more than memory can bear. */
export class InsistentWork<Work extends Insistent> {
  readonly #most: typeof MOST
  readonly #whole: Work[] = []
  /** The oldest first. */
  readonly #latest = new Map<string, Work>()
  #bytes = 0

  constructor(most = MOST) {
    this.#most = most
  }

  /**
   * Keeps it. Where there is too much, the oldest that has a text goes: a client that has left is found later, when the
   * rooms look for those who are silent.
   */
  keep(work: Work): void {
    if (typeof work.insists !== 'string') {
      this.#whole.push(work)
      return
    }
    this.#drop(work.insists)
    this.#latest.set(work.insists, work)
    this.#bytes += work.bytes ?? 0
    for (const oldest of this.#latest.keys()) {
      if (this.#latest.size <= this.#most.count && this.#bytes <= this.#most.bytes) break
      this.#drop(oldest)
    }
  }

  /** Takes all of it out. */
  take(): Work[] {
    const all = [...this.#whole.splice(0), ...this.#latest.values()]
    this.#latest.clear()
    this.#bytes = 0
    return all
  }

  #drop(insists: string): void {
    this.#bytes -= this.#latest.get(insists)?.bytes ?? 0
    this.#latest.delete(insists)
  }
}
