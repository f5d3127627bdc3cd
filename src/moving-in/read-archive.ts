import type { RecordOf } from '../moving/record.js'
import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { recordOfResult } from './map-message.js'
import { lossNote, type Note, note } from './note.js'
import { MOST_MESSAGES, type OldService } from './old-service.js'
import { Refusal, type Unreadable } from './refusal.js'

/** Messages per page: they are in memory until they are on the disk. Servers give fewer if they allow no more. */
const PAGE = 100

/** A page of an archive. */
export type ArchivePage = {
  readonly messages: readonly RecordOf<'message'>[]
  readonly notes: readonly Note[]
  /** The id after which the next page begins; undefined if the page is empty. */
  readonly last: string | undefined
  readonly isLast: boolean
}

/**
 * Reads a page of the archive of a room (XEP-0313), oldest first: what follows the message with the id `after`, or what is
 * not older than `start` (XEP-0082). Rejects with a Refusal: `item-not-found` if the archive does not have `after` any more.
 */
export async function readPage(
  service: OldService,
  room: string,
  { after, start }: { readonly after?: string | undefined; readonly start?: string | undefined },
): Promise<ArchivePage> {
  const queryid = 'page'
  const { iq, messages } = await service.request({ to: room, type: 'set', payload: query({ max: PAGE, after, start }) })
  const fin = iq.getChild('fin', NS.archive)
  const results = messages.filter(
    message => attr(message.getChild('result', NS.archive) ?? message, 'queryid') === queryid,
  )
  // Of a page beyond the bound, the rest was not kept: it comes again.
  const isCut = messages.length >= MOST_MESSAGES
  const lastResult = results.at(-1)?.getChild('result', NS.archive)
  const last = isCut
    ? lastResult && attr(lastResult, 'id')
    : (fin?.getChild('set', NS.resultSet)?.getChildText('last') ?? undefined)
  const records = results.flatMap(message => recordOfResult(message, room) ?? [])
  return {
    messages: records.flatMap(record => ('unfit' in record ? [] : [record])),
    notes: records.flatMap(record => ('unfit' in record ? [note(`A message of the archive ${record.unfit}`)] : [])),
    last,
    isLast: last === undefined || (!isCut && fin !== undefined && attr(fin, 'complete') === 'true'),
  }
}

/** Conditions of a service that keeps no archive of the room. */
const NO_ARCHIVE = ['feature-not-implemented', 'service-unavailable']

/** The note on an archive of which the messages after `after` cannot be read. */
export function archiveNote(error: Refusal | Unreadable, after?: string): Note {
  const isNone = after === undefined && error instanceof Refusal && NO_ARCHIVE.includes(error.condition)
  if (isNone) return note('There is no archive', error.message)
  return lossNote(`The archive cannot be read${after === undefined ? '' : ' to its end'}`, error.message)
}

/** The number of messages in the archive of a room, if the service counts them (XEP-0059 §2.6). */
export async function countMessages(service: OldService, room: string): Promise<number | undefined> {
  const { iq } = await service.request({ to: room, type: 'set', payload: query({ max: 0 }) })
  const count = iq.getChild('fin', NS.archive)?.getChild('set', NS.resultSet)?.getChildText('count') ?? ''
  return /^\d{1,12}$/.test(count) ? Number(count) : undefined
}

type Query = { readonly max: number; readonly after?: string | undefined; readonly start?: string | undefined }

function query({ max, after, start }: Query): Element {
  const set = xml('set', NS.resultSet, xml('max', {}, String(max)))
  if (after !== undefined) set.append(xml('after', {}, after))
  const query = xml('query', { xmlns: NS.archive, queryid: 'page' })
  if (start !== undefined) query.append(form({ FORM_TYPE: NS.archive, start }))
  query.append(set)
  return query
}

function form(values: Readonly<Record<string, string>>): Element {
  const fields = Object.entries(values).map(([name, value]) => xml('field', { var: name }, xml('value', {}, value)))
  return xml('x', { xmlns: NS.dataForm, type: 'submit' }, ...fields)
}
