import { checkRecord, MalformedRecord } from './check-record.js'
import type { Kind, MovedRecord, RecordOf } from './record.js'
import { headerOf } from './take-in.js'

/** What a file of records has. */
export type Examination = {
  readonly header: RecordOf<'header'> | undefined
  /** The rooms of its blocks, as it names them. */
  readonly rooms: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  /** What is wrong, with the line; the first ones. */
  readonly problems: readonly { readonly line: number; readonly text: string }[]
  /** The number of all problems. */
  readonly problemCount: number
}

const MOST_PROBLEMS = 20

/** Checks the values of a file from its first line to its last, before anything of it is taken in. */
export async function examine(values: AsyncIterable<unknown>): Promise<Examination> {
  const reading = new Reading()
  for await (const value of values) reading.read(value)
  return reading.end()
}

class Reading {
  readonly #rooms = new Set<string>()
  readonly #counts: Partial<Record<Kind, number>> = {}
  readonly #problems: { line: number; text: string }[] = []
  #problemCount = 0
  #header: RecordOf<'header'> | undefined
  #line = 0
  #block: string | undefined
  #hasEnd = false

  read(value: unknown): void {
    this.#line++
    try {
      if (this.#line === 1) this.#header = headerOf(value)
      const record = checkRecord(value)
      if (this.#hasEnd) throw new MalformedRecord('the line: expected nothing behind the record end')
      this.#check(record)
      this.#counts[record.kind] = (this.#counts[record.kind] ?? 0) + 1
    } catch (error) {
      if (!(error instanceof MalformedRecord)) throw error
      this.#report(error.message)
    }
  }

  end(): Examination {
    if (!this.#hasEnd) {
      this.#line++
      this.#report('the file: expected the record end as the last line; the file is not complete')
    }
    return {
      header: this.#header,
      rooms: [...this.#rooms],
      counts: this.#counts,
      problems: this.#problems,
      problemCount: this.#problemCount,
    }
  }

  #check(record: MovedRecord): void {
    if (record.kind === 'end') return this.#checkEnd(record)
    if (record.kind === 'room') return this.#begin(record.room)
    const isOutside = record.kind === 'tombstone' || !('room' in record) || record.room === undefined
    if (isOutside) {
      if (this.#block !== undefined) throw new MalformedRecord('kind: expected room-end before it')
      if (record.kind === 'header' && this.#line > 1) throw new MalformedRecord('kind: expected one header only')
    } else if (record.room !== this.#block) throw new MalformedRecord('room: expected the room of the block')
    if (record.kind === 'room-end') this.#block = undefined
  }

  #begin(room: string): void {
    if (this.#block !== undefined) throw new MalformedRecord('kind: expected room-end before the next room')
    if (this.#rooms.has(room)) throw new MalformedRecord('room: expected each room once')
    this.#rooms.add(room)
    this.#block = room
  }

  #checkEnd({ counts }: RecordOf<'end'>): void {
    this.#hasEnd = true
    if (this.#block !== undefined) throw new MalformedRecord('kind: expected room-end before it')
    const kinds = new Set([...Object.keys(counts), ...Object.keys(this.#counts)])
    const read: Readonly<Record<string, number>> = this.#counts
    for (const kind of kinds) {
      if ((counts[kind] ?? 0) === (read[kind] ?? 0)) continue
      throw new MalformedRecord(`counts.${kind.slice(0, 50)}: expected ${read[kind] ?? 0}, the records of this file`)
    }
  }

  #report(text: string): void {
    this.#problemCount++
    if (this.#problems.length < MOST_PROBLEMS) this.#problems.push({ line: this.#line, text })
  }
}
