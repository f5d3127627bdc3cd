import type { Capability } from '../muc/capability.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { type RoomChanges, roomNotification } from '../stanza/room-notification.js'
import { localMembers, notifyMembers } from './notify-members.js'

/**
 * Clients of the REST API hear what changes of a room, in it or not, by whatever way it was changed. A temporary room,
 * and one that was never opened, ends without a word: they come and go.
 */
export const roomNotifications: Capability = {
  // No XMPP client sees these, so none is told that the room is set up otherwise.
  changeCodes: { customData: () => [], disableNotifications: () => [], mediaType: () => [] },

  onConfigured(context) {
    const news = changesOf(context.room.record.config, context.was)
    if (Object.keys(news).length > 0) notifyMembers(context, news)
  },

  onAvatarChanged(context) {
    const hasAvatar = context.room.photoHashes.length > 0
    notifyMembers(context, { avatar: hasAvatar ? context.batch.at : 'deleted' })
  },

  onDestroying(context) {
    const { batch, room } = context
    const { id, jid, config, locked } = room.record
    if (!config.persistent || locked) return
    for (const user of localMembers(context, room)) {
      const news = { member: { user, status: 'deleted' } } as const
      batch.send(roomNotification({ id, jid, messageId: batch.newId() }, news), [user])
    }
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
