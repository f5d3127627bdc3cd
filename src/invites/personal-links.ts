import type { Capability } from '../muc/capability.js'
import { disablePersonal } from './unbind.js'

/** Personal links outlive the room that they are bound to: they become unbound. */
export const personalLinks: Capability = {
  onDestroying(context) {
    for (const invite of context.openInvites.ofRoom(context.room.record.id)) {
      if (invite.roomType !== 'default') disablePersonal(context, invite)
    }
  },
}
