import { eventExpiry } from '../events/expire-events.js'
import { toldMessages } from '../events/told-messages.js'
import { guestCapabilities } from '../guests/capabilities.js'
import { openInviteCapabilities } from '../invites/capabilities.js'
import { keptAnswerExpiry } from '../kept-answers/expire-kept-answers.js'
import { capabilities } from '../muc/capabilities.js'
import type { Capability } from '../muc/capability.js'
import { roomNotifications } from '../rooms-api/room-notifications.js'
import { roomUsers } from '../rooms-api/room-users/xmpp-sync.js'
import { tokenCommands } from '../tokens/commands/commands.js'

/** What guests, open invites, the REST API and its tokens add to the capabilities of XEP-0045. */
export function addedCapabilities(): readonly Capability[] {
  return [
    ...guestCapabilities(),
    ...openInviteCapabilities(),
    roomUsers,
    roomNotifications,
    tokenCommands,
    eventExpiry(),
    toldMessages,
    keptAnswerExpiry(),
  ]
}

/** All capabilities of a service of this release, in the order in which a stanza is offered to them. */
export function serviceCapabilities(release: string): readonly Capability[] {
  return capabilities(release, addedCapabilities())
}
