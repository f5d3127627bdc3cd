import type { OpenInvite } from './open-invite.js'
import type { OpenInvites } from './open-invites.js'

export type OpenInviteChange = {
  readonly kind: 'open-invite'
  readonly was: OpenInvite | undefined
  readonly now: OpenInvite | undefined
}

/** Brings memory to one side of the change: `now` applies it, `was` reverts it. */
export function setInMemory(openInvites: OpenInvites, change: OpenInviteChange, side: 'was' | 'now'): void {
  const other = change[side === 'now' ? 'was' : 'now']
  const value = change[side]
  if (other) openInvites.remove(other)
  if (value) openInvites.put(value)
}
