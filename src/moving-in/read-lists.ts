import { cut } from '../moving/cut.js'
import type { RecordOf } from '../moving/record.js'
import { attr, type Element, xml } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { lossNote, type Note, note } from './note.js'
import type { OldService } from './old-service.js'
import { Refusal, Unreadable } from './refusal.js'

const LISTS = ['owner', 'admin', 'member', 'outcast'] as const

export type Affiliations = {
  readonly affiliations: readonly RecordOf<'affiliation'>[]
  readonly notes: readonly Note[]
}

/** The affiliation lists of a room with nicks and reasons (XEP-0045 §9.2, §9.5, §10.5, §10.8), as far as we may read them. */
export async function readLists(service: OldService, room: string): Promise<Affiliations> {
  const affiliations = new Map<string, RecordOf<'affiliation'>>()
  const notes: Note[] = []
  for (const affiliation of LISTS) {
    const payload = xml('query', NS.mucAdmin, xml('item', { affiliation }))
    try {
      const answer = await service.ask(room, payload)
      for (const item of answer?.getChildren('item') ?? []) {
        const record = recordOf(item, { room, affiliation })
        if (record && !affiliations.has(record.user)) affiliations.set(record.user, record)
        else notes.push(note(`An entry of the list of the affiliation ${affiliation} is left out`, item.toString()))
      }
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unreadable)) throw error
      notes.push(lossNote(`The list of the affiliation ${affiliation} cannot be read`, error.message))
    }
  }
  return { affiliations: [...affiliations.values()], notes }
}

/** Undefined for what is no person; only an outcast may be a domain. */
function recordOf(
  item: Element,
  { room, affiliation }: { readonly room: string; readonly affiliation: (typeof LISTS)[number] },
): RecordOf<'affiliation'> | undefined {
  const jid = parseJid(attr(item, 'jid') ?? '')
  if (!jid || (jid.local === '' && affiliation !== 'outcast')) return undefined
  const nick = attr(item, 'nick') ?? ''
  const reason = item.getChildText('reason') ?? ''
  return {
    kind: 'affiliation',
    room,
    user: jid.bare,
    affiliation,
    ...(nick === '' || affiliation === 'outcast' ? {} : { nick }),
    ...(reason === '' ? {} : { reason: cut(reason, 2000) }),
  }
}
