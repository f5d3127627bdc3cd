import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { setAffiliation } from '../muc/operations/set-affiliation.js'
import { inviteDirectly } from '../rooms-api/invite-directly.js'
import { notifyModerators } from '../rooms-api/room-users/events.js'
import { linkName } from './link-name.js'
import type { OpenInvite } from './open-invite.js'
import { recordEvent } from './record-event.js'

/** The default reason of an invitation. */
const BY_LINK = 'You have opened a link to this room.'

/** The person who joins: the bare JID, and the name that notifications to moderators show. */
export type Joiner = { readonly jid: string; readonly name: string }

/** `by` is the bare JID of the approver; a joiner who `isEntering` needs no invitation. */
export type Admission = {
  readonly invite: OpenInvite
  readonly room: Room
  readonly joiner: Joiner
  readonly by?: string
  readonly reason?: string | undefined
  readonly isEntering?: boolean
  /** The join is by a route of the API family, whose text for moderators is fixed. */
  readonly isByFamily?: boolean | undefined
}

/**
 * Admits a joiner: sets the affiliation, sends the invitation from the link's owner, notifies the moderators who are in
 * the room, and counts one use.
 */
export function admit(context: Context, entry: Admission): void {
  const { batch } = context
  const { invite, room, joiner, by = joiner.jid } = entry
  const reason = entry.reason || BY_LINK
  const { grants } = invite.terms
  const affiliation = grants === 'moderator' ? 'admin' : 'member'
  setAffiliation(
    { ...context, room },
    { user: joiner.jid, affiliation, isVisitor: grants === 'visitor', skipNotification: true },
  )
  batch.change({ kind: 'open-invite', was: invite, now: { ...invite, uses: invite.uses + 1 } })
  recordEvent(context, invite, { event: 'used', by, user: joiner.jid })
  if (!entry.isEntering) {
    inviteDirectly({ ...context, room }, { inviter: invite.owner, user: joiner.jid, reason, via: invite.linkId })
  }
  const text = entry.isByFamily ? undefined : textOf(entry)
  notifyModerators(context, room, { name: 'invitation', person: joiner, text })
}

/** What has happened, for moderators: who has joined, by which link, and by whose approval. */
function textOf({ invite, joiner, by }: Admission): string {
  const { jid, name } = joiner
  const who = name === jid ? jid : `${name} (${jid})`
  const approval = by === undefined || by === jid ? '' : `, approved by ${by}`
  return `${who} has joined by ${linkName(invite)} of ${invite.owner}${approval}`
}
