import { xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import { portions } from '../../../stanza/portions.js'
import type { Context } from '../../context.js'

/** In characters of XML, of all `<activity/>` elements in a message. */
const LONGEST = 64 * 1024

/** XEP-0437 §4.1: notifies the sessions of rooms (bare JIDs) with new messages. Not stored for later sessions. */
export function notifyActivity(
  { batch, settings }: Context,
  { rooms, sessions }: { rooms: readonly string[]; sessions: readonly string[] },
): void {
  if (rooms.length === 0) return
  const activities = rooms.map(jid => xml('activity', {}, jid))
  for (const portion of portions(activities, LONGEST)) {
    const rai = xml('rai', NS.roomActivity, ...portion)
    const message = xml('message', { from: settings.domain, id: batch.newId() }, rai, xml('no-store', NS.hints))
    batch.send(message, sessions)
  }
}
