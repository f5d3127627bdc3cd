import type { Capability } from '../muc/capability.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import type { RoomChanges } from '../stanza/room-notification.js'
import { readersOf, sendNews } from './news/send-news.js'
import { forgetNews, tellNews } from './news/tell-news.js'

/**
 * Notifies the family's clients of the changes of a room, by REST or XMPP, whether they are in the room or not. The
 * end of a temporary or a locked room causes no notification.
 */
export const roomNotifications: Capability = {
  // XMPP clients do not see these keys, so a change needs no status code (XEP-0045 §10.2.1).
  changeCodes: { customData: () => [], disableNotifications: () => [], mediaType: () => [] },

  onConfigured(context) {
    const changes = changesOf(context.room.record.config, context.was)
    if (Object.keys(changes).length > 0) tellNews(context, changes)
  },

  onAvatarChanged(context) {
    const hasAvatar = context.room.photoHashes.length > 0
    tellNews(context, { avatar: hasAvatar ? context.batch.at : 'deleted' })
  },

  onDestroying(context) {
    const { config, locked } = context.room.record
    forgetNews(context)
    if (!config.persistent || locked) return
    for (const user of readersOf(context)) sendNews(context, { member: { user, status: 'deleted' } }, [user])
  },
}

function changesOf(now: RoomConfig, was: RoomConfig): RoomChanges {
  const isNewData = JSON.stringify(now.customData) !== JSON.stringify(was.customData)
  return {
    ...(now.name !== was.name && { name: now.name }),
    ...(now.description !== was.description && { topic: now.description }),
    ...(isNewData && { customData: now.customData }),
  }
}
