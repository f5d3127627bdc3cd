import { xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import { portions } from '../../../stanza/portions.js'
import type { Context } from '../../context.js'

/** In characters; a message may be a little longer. */
const LONGEST = 64 * 1024

/** XEP-0437 §4.1: names the rooms, by bare JID, in which something has been said. Worth nothing to a later session. */
export function tellOfActivity(
  { batch, settings }: Context,
  { rooms, sessions }: { rooms: readonly string[]; sessions: readonly string[] },
): void {
  if (rooms.length === 0) return
  const named = rooms.map(jid => xml('activity', {}, jid))
  for (const portion of portions(named, LONGEST)) {
    const rai = xml('rai', NS.roomActivity, ...portion)
    const message = xml('message', { from: settings.domain, id: batch.newId() }, rai, xml('no-store', NS.hints))
    batch.send(message, sessions)
  }
}
