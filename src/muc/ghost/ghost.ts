import { xml } from '../../stanza/element.js'
import type { Capability } from '../capability.js'

/** Bounds what one tick sends. */
const MOST_AT_ONCE = 500

/**
 * XEP-0045 §18.1.2: a client that has been silent for long may be gone without a word. It gets a message without
 * content: a client that is there ignores it, and for one that is gone the server sends it back (`leave`). A ping would
 * not do: clients that do not know it answer as servers do for those who are gone.
 */
export const ghost: Capability = {
  onTick({ batch, rooms }) {
    const { checkSilentAfter } = rooms.settings
    if (checkSilentAfter === 0) return
    const since = batch.at - checkSilentAfter * 60_000
    for (const { room: jid, session } of rooms.heard.takeSilentSince(since, MOST_AT_ONCE)) {
      const room = rooms.get(jid)
      if (!room?.nicks.has(session)) continue
      rooms.heard.note(jid, session, batch.at)
      batch.send(xml('message', { from: jid, type: 'groupchat', id: batch.newId() }), [session])
    }
  },
}
