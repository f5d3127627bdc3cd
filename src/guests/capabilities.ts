import type { Capability } from '../muc/capability.js'
import { guestApproval } from './approval.js'
import { guestConfiguration } from './configuration.js'
import { guestEntry } from './entry.js'
import { guestHat } from './hat.js'
import { guestReach } from './reach.js'
import { guestRemoval } from './removal.js'

/** The capabilities that rooms have by guests. They come before those of open invites, which know no guests. */
export function guestCapabilities(): readonly Capability[] {
  return [guestReach, guestConfiguration, guestEntry, guestApproval, guestRemoval, guestHat]
}
