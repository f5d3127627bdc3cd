import type { Capability } from '../muc/capability.js'
import { roomNotifications } from '../rooms-api/room-notifications.js'
import { roomUsers } from '../rooms-api/room-users/xmpp-sync.js'
import { openInviteApproval } from './approval.js'
import { unreachableJoiner } from './bounce.js'
import { linkCommands } from './commands/commands.js'
import { openInviteConfiguration } from './configuration.js'
import { openInviteEntry } from './entry.js'
import { historyExpiry } from './expire-history.js'
import { personalLinks } from './personal-links.js'
import { tokenInvite } from './token-invite/token-invite.js'

/** The capabilities that rooms have by open invites and the REST API. */
export function openInviteCapabilities(): readonly Capability[] {
  return [
    openInviteConfiguration,
    openInviteEntry,
    openInviteApproval,
    unreachableJoiner,
    tokenInvite,
    linkCommands,
    personalLinks,
    roomUsers,
    roomNotifications,
    historyExpiry(),
  ]
}
