import { attr, xml } from '../../../stanza/element.js'
import { errorReply, StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import { portions } from '../../../stanza/portions.js'
import type { Entered } from '../../context.js'
import { versionsElement } from '../../operations/change-affiliation.js'
import type { AffiliationItem } from './items.js'

/** In characters of XML, of all items in a message. */
const LONGEST = 64 * 1024
/** Per entry. A client can request longer lists by muc#admin. Our own decision. */
const MOST_ITEMS = 50_000

/** Sends the items in several messages if needed; each but the last ends with an interim version (XEP-0463 §5.2.1). */
export function sendItems(
  { batch, room, session }: Entered,
  { since, items }: { since: string | undefined; items: readonly AffiliationItem[] },
): void {
  if (items.length > MOST_ITEMS) {
    throw new StanzaError('resource-constraint', 'The list is too long to be sent to newcomers.')
  }
  const from = room.record.jid
  const parts = portions(
    items.map(item => xml('item', item)),
    LONGEST,
  )
  let known = since
  for (const [index, part] of parts.entries()) {
    const until = index === parts.length - 1 ? room.affiliationVersion : batch.newId()
    const x = xml('x', NS.mucUser, versionsElement({ since: known, until }), ...part)
    batch.send(xml('message', { from, id: batch.newId() }, x), [session])
    known = until
  }
}

/** Sends the error as a message with the id of the presence (§5.2.3): an error presence would refuse the entry. */
export function sendRefusal({ batch, room, session, presence }: Entered, refusal: StanzaError): void {
  const { jid } = room.record
  const id = attr(presence, 'id') ?? batch.newId()
  const error = errorReply(xml('message', { from: session, to: jid, id }), refusal)
  if (!error) return
  error.getChild('error')?.attr('by', jid)
  batch.send(error, [session])
}
