import type { Capability } from '../muc/capability.js'
import { openInviteApproval } from './approval.js'
import { unreachableJoiner } from './bounce.js'
import { chatCommands } from './chat/chat-commands.js'
import { linkCommands } from './commands/commands.js'
import { openInviteConfiguration } from './configuration.js'
import { openInviteEntry } from './entry.js'
import { historyExpiry } from './expire-history.js'
import { personalLinks } from './personal-links.js'
import { tokenInvite } from './token-invite/token-invite.js'
import { vouchedPeople } from './vouch/vouched-people.js'

/** The capabilities that rooms have by open invites. */
export function openInviteCapabilities(): readonly Capability[] {
  return [
    openInviteConfiguration,
    openInviteEntry,
    vouchedPeople,
    openInviteApproval,
    unreachableJoiner,
    tokenInvite,
    linkCommands,
    chatCommands,
    personalLinks,
    historyExpiry(),
  ]
}
