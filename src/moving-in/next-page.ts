import { isoTime } from '../stanza/time.js'
import { note } from './note.js'
import type { OldService } from './old-service.js'
import { type ArchivePage, readPage } from './read-archive.js'
import { Refusal, Unreadable } from './refusal.js'
import type { StagedRoom, Staging } from './staging.js'

type Reading = { readonly service: OldService; readonly staging: Staging }

/**
 * The page of the archive of a room after the last message that was read, or by its time if the old archive does not have
 * that message any more: then it may have messages that are staged. An archive that cannot be read has an empty page.
 */
export async function nextPage({ service, staging }: Reading, { jid, after }: StagedRoom): Promise<ArchivePage> {
  try {
    return await readPage(service, jid, { after })
  } catch (error) {
    const at = staging.lastMessage(jid)?.at
    if (error instanceof Refusal && error.condition === 'item-not-found' && after !== undefined && at !== undefined) {
      return await readPage(service, jid, { start: isoTime(at) })
    }
    if (!(error instanceof Refusal || error instanceof Unreadable)) throw error
    const notes = [note('The archive cannot be read to its end', error.message)]
    return { messages: [], notes, last: undefined, isLast: true }
  }
}
