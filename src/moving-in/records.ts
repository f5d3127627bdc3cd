import { FORMAT, type MovedRecord, type RecordOf } from '../moving/record.js'
import { parseElement } from '../stanza/element.js'
import type { Staging } from './staging.js'
import { isSubject } from './visit.js'

/**
 * The records of all that is staged, in the order of a move (`src/moving/record.ts`): the same each time, unless more is
 * read. `product` names the old service; `at` is in milliseconds since 1970.
 */
export async function* recordsOf(staging: Staging, of: { product: string; at: number }): AsyncGenerator<MovedRecord> {
  const counts: Record<string, number> = {}
  for (const record of recordsBeforeEnd(staging, of)) {
    counts[record.kind] = (counts[record.kind] ?? 0) + 1
    yield record
  }
  yield { kind: 'end', counts }
}

function* recordsBeforeEnd(staging: Staging, { product, at }: { product: string; at: number }): Generator<MovedRecord> {
  yield { kind: 'header', format: FORMAT, id: staging.id, domain: staging.domain, at, product }
  for (const jid of staging.rooms()) {
    const records = staging.room(jid)?.records
    if (!records) continue
    for (const record of records) if (record.kind !== 'subject') yield record
    let change: RecordOf<'message'> | undefined
    for (const message of staging.messages(jid)) {
      if (isChangeOfSubject(message)) change = message
      yield message
    }
    for (const record of records) if (record.kind === 'subject') yield withAuthor(record, change)
    yield { kind: 'room-end', room: jid }
  }
}

function isChangeOfSubject({ stanza }: RecordOf<'message'>): boolean {
  return stanza.includes('<subject') && isSubject(parseElement(stanza))
}

/** Not each service says when a subject was set, and none by whom: the message in the archive does. */
function withAuthor(subject: RecordOf<'subject'>, change: RecordOf<'message'> | undefined): RecordOf<'subject'> {
  const isThat =
    change &&
    parseElement(change.stanza)
      .getChildren('subject')
      .some(it => it.getText() === subject.text)
  if (!isThat || change.nick !== subject.nick) return subject
  return { ...subject, at: change.at, ...(change.sender === undefined ? {} : { user: change.sender }) }
}
