import { textField } from '../../stanza/data-form.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Room } from '../model/room.js'

const HOUR = 3_600_000
/** The average is over this number of full hours; the current hour does not count (XEP-0502 §5). */
const HOURS = 24

/** XEP-0502: the average number of messages per hour in a public, open room. */
export const messageActivity: Capability = {
  roomInfo(room, { batch }) {
    if (!publishesActivity(room)) return []
    return [textField('{urn:xmpp:muc-activity}message-activity', 'Messages per hour', perHour(room, batch.at))]
  },

  /** §4: a correction is not a new message. */
  onReflected({ room, batch, reflected }) {
    if (!publishesActivity(room) || !reflected.getChild('body') || reflected.getChild('replace', NS.correction)) return
    const hour = Math.floor(batch.at / HOUR)
    const was = room.messageCounts.get(hour)
    batch.change({ kind: 'message-count', room: room.record.jid, hour, was, now: (was ?? 0) + 1 })
  },
}

/** §3.1, §8: the activity of all other rooms is private. */
function publishesActivity({ record: { config } }: Room): boolean {
  return config.persistent && config.public && !config.membersOnly && config.password === ''
}

function perHour({ messageCounts }: Room, at: number): string {
  const now = Math.floor(at / HOUR)
  let messages = 0
  for (const [hour, count] of messageCounts) if (hour < now && hour >= now - HOURS) messages += count
  return (messages / HOURS).toFixed(2)
}
