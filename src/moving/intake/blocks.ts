import { StanzaError } from '../../stanza/error.js'
import type { Kind, MovedRecord } from '../record.js'
import { addressIn } from './addresses.js'
import type { Report } from './report.js'
import { takeRecord } from './take-record.js'
import type { Taking } from './taking.js'

/** A record with its number from 1; or what is wrong with it, with the room that it names if it was to begin one. */
export type Numbered =
  | { readonly number: number; readonly record: MovedRecord }
  | { readonly number: number; readonly problem: string; readonly begins: string | undefined }

/** `isLeftOut` is undefined while that is unknown: an earlier attempt has begun the block. */
type Block = { readonly room: string; isLeftOut: boolean | undefined; latest: number; isUnordered: boolean }

/** Takes records one by one, and knows in which block they are. */
export class Blocks {
  readonly report: Report
  #block: Block | undefined

  constructor(report: Report) {
    this.report = report
  }

  /** A copy with a report of its own: work on it may be done again. */
  copy(): Blocks {
    const copy = new Blocks(this.report.copy())
    copy.#block = this.#block && { ...this.#block }
    return copy
  }

  /** A record that an earlier attempt has taken in or left out. */
  pass(numbered: Numbered): void {
    const begins = beginsIn(numbered)
    if (begins !== undefined) this.#begin(begins, 'record' in numbered ? undefined : true)
    else if ('record' in numbered && endsBlock(numbered.record)) this.#block = undefined
  }

  /** Makes the changes of a record, or notes why not. */
  take(taking: Omit<Taking, 'tell'>, numbered: Numbered): void {
    const begins = beginsIn(numbered)
    if (begins !== undefined || ('record' in numbered && isOutside(numbered.record))) this.#leave(numbered)
    if (begins !== undefined) this.#begin(begins, true)
    if ('problem' in numbered) return this.#leaveOut(numbered, numbered.problem)
    if (begins === undefined && this.#isLeftOut(taking, numbered.record)) {
      this.report.leftOut++
      if (numbered.record.kind === 'room-end') this.#block = undefined
      return
    }
    try {
      takeRecord({ ...taking, tell: text => this.#note(numbered, text, false) }, numbered.record)
      this.#taken(numbered, numbered.record)
    } catch (refusal) {
      if (!(refusal instanceof StanzaError)) throw refusal
      this.#leaveOut(numbered, refusal.message)
    }
  }

  #begin(room: string, isLeftOut: boolean | undefined): void {
    this.#block = { room, isLeftOut, latest: 0, isUnordered: false }
  }

  #taken(numbered: Numbered, record: MovedRecord): void {
    this.report.count(record.kind)
    const block = this.#block
    if (!block) return
    if (record.kind === 'room') block.isLeftOut = false
    if (record.kind === 'room-end') this.#block = undefined
    if (record.kind !== 'message') return
    if (record.at < block.latest && !block.isUnordered) {
      block.isUnordered = true
      this.#note(
        numbered,
        'The message is earlier than the one before it; queries by time can miss such messages.',
        false,
      )
    }
    block.latest = Math.max(block.latest, record.at)
  }

  #isLeftOut({ origins, addresses, intake }: Omit<Taking, 'tell'>, record: MovedRecord): boolean {
    const block = this.#block
    if (!block || !('room' in record) || record.room !== block.room) return false
    if (block.isLeftOut === undefined) {
      const [jid = ''] = addressIn(() => addresses.room(block.room))
      block.isLeftOut = origins.get(jid)?.intake !== intake.id
    }
    return block.isLeftOut
  }

  /** A block without an end is over. */
  #leave(numbered: Numbered): void {
    const block = this.#block
    if (block && block.isLeftOut !== true) {
      this.#note(numbered, `The room ${block.room} has no end (room-end): it stays archived.`, false)
    }
    this.#block = undefined
  }

  #leaveOut(numbered: Numbered, text: string): void {
    this.report.leftOut++
    this.#note(numbered, text, true)
  }

  #note(numbered: Numbered, text: string, isLeftOut: boolean): void {
    const { number } = numbered
    const kind: Kind | undefined = 'record' in numbered ? numbered.record.kind : undefined
    this.report.note({ record: number, kind, room: this.#block?.room, isLeftOut, text })
  }
}

function beginsIn(numbered: Numbered): string | undefined {
  if ('problem' in numbered) return numbered.begins
  return numbered.record.kind === 'room' ? numbered.record.room : undefined
}

function endsBlock(record: MovedRecord): boolean {
  return record.kind === 'room-end' || isOutside(record)
}

/** Whether the record belongs to no block. */
function isOutside(record: MovedRecord): boolean {
  return record.kind === 'tombstone' || !('room' in record) || record.room === undefined
}
