import type { Capability } from '../muc/capability.js'
import { disablePersonal } from './unbind.js'

/** The personal links of people outlive the room that they are bound to. */
export const personalLinks: Capability = {
  onDestroying(context) {
    for (const invite of context.openInvites.ofRoom(context.room.record.id)) {
      if (invite.roomType !== 'default') disablePersonal(context, invite)
    }
  },
}
