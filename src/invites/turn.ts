import type { Batch } from '../batch.js'
import type { Capability } from '../muc/capability.js'
import type { MucChange } from '../muc/change.js'
import type { Found } from '../muc/lookup.js'
import type { Rooms } from '../muc/rooms.js'
import type { OpenInviteChange } from './change.js'
import type { OpenInvites } from './open-invites.js'

/** What a piece of work on rooms and open invites may use. */
export type Turn = {
  readonly batch: Batch<MucChange | OpenInviteChange>
  readonly rooms: Rooms
  readonly openInvites: OpenInvites
  readonly capabilities: readonly Capability[]
  readonly found: Found
}
