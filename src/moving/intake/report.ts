import type { Kind } from '../record.js'

/** What became of one record, if not what it says. */
export type Note = {
  /** The number of the record from 1, which is the line of a file. */
  readonly record: number
  readonly kind: Kind | undefined
  /** The room of the block, as it is named in the records; undefined outside of blocks. */
  readonly room: string | undefined
  /** Nothing of it was taken in; otherwise, something of it was taken in otherwise. */
  readonly isLeftOut: boolean
  /** A sentence. It can contain what others wrote. */
  readonly text: string
}

/** In a report: further notes are counted only. */
const MOST_NOTES = 1000

/** What a taking-in has done. */
export class Report {
  readonly notes: Note[] = []
  /** The notes beyond the first thousand. */
  furtherNotes = 0
  /** The records that were taken in, by kind. */
  readonly counts = new Map<Kind, number>()
  /** The records that were left out, those of the blocks of rooms that were left out included. */
  leftOut = 0
  /** The records that an earlier attempt had taken in or left out. */
  earlier = 0
  /** Nothing was left to do. */
  wasComplete = false

  copy(): Report {
    return Object.assign(new Report(), this, { notes: [...this.notes], counts: new Map(this.counts) })
  }

  count(kind: Kind): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
  }

  note(note: Note): void {
    if (this.notes.length < MOST_NOTES) this.notes.push(note)
    else this.furtherNotes++
  }
}
