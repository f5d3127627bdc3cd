import { attr, type Element } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { parseJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import { type PageRequest, readPage } from '../../../stanza/result-set.js'
import { parseIsoTime } from '../../../stanza/time.js'
import type { ArchiveLookup, Sender } from '../../model/archive-query.js'
import { type FilterField, isFilterField } from './form.js'

/** Messages per page: by default, and at most. Our own decision. */
const PAGE = { usual: 50, most: 100 }
/** Our own decision: no answer has a higher index, because results are not counted beyond. */
const HIGHEST_INDEX = 10_000
/** In bytes: a page stays in memory until the link has sent it. */
const LONGEST_PAGE = 256 * 1024

type Filters = Partial<Record<FilterField, readonly string[]>>

/**
 * Reads a `<query/>` to the archive of this room (a bare JID). Throws `bad-request` if it is malformed, and
 * `feature-not-implemented` for a field that is not in the form, and for a too high index of a page.
 */
export function readQuery(query: Element, room: string): ArchiveLookup {
  const filters = readFilters(query.getChild('x', NS.dataForm))
  const only = (name: FilterField) => filters[name]?.[0]
  return {
    room,
    start: time('start', only('start')),
    end: time('end', only('end')),
    with: authorFilter(only('with'), room),
    afterId: only('after-id'),
    beforeId: only('before-id'),
    ids: requestedIds(filters.ids),
    page: requestedPage(query),
    longest: LONGEST_PAGE,
  }
}

function readFilters(x: Element | undefined): Filters {
  if (!x) return {}
  const fields = x.getChildren('field').map(field => [attr(field, 'var') ?? '', valuesOf(field)] as const)
  const formType = fields.find(([name]) => name === 'FORM_TYPE')?.[1][0]
  if (attr(x, 'type') !== 'submit' || formType !== NS.archive) {
    throw new StanzaError('bad-request', `Expected a form of the type submit with the FORM_TYPE ${NS.archive}.`)
  }
  const filters: Filters = {}
  for (const [name, values] of fields) {
    if (name === 'FORM_TYPE') continue
    if (!isFilterField(name))
      throw new StanzaError('feature-not-implemented', `There is no field "${name.slice(0, 100)}".`)
    if (values.length > 0) filters[name] = values
  }
  return filters
}

function valuesOf(field: Element): string[] {
  return field.getChildren('value').map(value => value.getText())
}

function time(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = parseIsoTime(text)
  if (at === undefined) throw malformed(name, text, 'a time such as 2026-05-03T12:00:00Z')
  return at
}

/** An occupant JID filters by nick. The JID of the room matches all messages. */
function authorFilter(text: string | undefined, room: string): Sender | undefined {
  if (text === undefined) return undefined
  const jid = parseJid(text)
  if (!jid) throw malformed('with', text, 'an address')
  const { bare, full, resource } = jid
  if (bare === room) return resource === '' ? undefined : { nick: resource }
  return resource === '' ? { user: bare } : { user: bare, session: full }
}

function requestedIds(ids: readonly string[] | undefined): readonly string[] | undefined {
  if (ids && ids.length > PAGE.most) throw new StanzaError('bad-request', `Ask for ${PAGE.most} ids at most.`)
  return ids
}

/** XEP-0059 §2.7: an index that takes too long to find is refused. */
function requestedPage(query: Element): PageRequest {
  const page = readPage(query, PAGE)
  if (page.index === undefined || page.index <= HIGHEST_INDEX) return page
  throw new StanzaError(
    'feature-not-implemented',
    `Pages have an index of ${HIGHEST_INDEX} at most; ask for the page after a message instead.`,
  )
}

function malformed(name: string, text: string, expected: string): StanzaError {
  return new StanzaError('bad-request', `The field ${name} is "${text.slice(0, 100)}"; expected ${expected}.`)
}
