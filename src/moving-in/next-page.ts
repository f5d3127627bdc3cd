import { isoTime } from '../stanza/time.js'
import type { OldService } from './old-service.js'
import { type ArchivePage, archiveNote, readPage } from './read-archive.js'
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
    const isGone = error instanceof Refusal && error.condition === 'item-not-found' && after !== undefined
    if (!isGone || at === undefined) return noPage(error, after)
    return await readPage(service, jid, { start: isoTime(at) }).catch((error: unknown) => noPage(error, after))
  }
}

function noPage(error: unknown, after: string | undefined): ArchivePage {
  if (!(error instanceof Refusal || error instanceof Unreadable)) throw error
  return { messages: [], notes: [archiveNote(error, after)], last: undefined, isLast: true }
}
