import type { OpenInvite } from './open-invite.js'
import type { Room } from '../muc/model/room.js'
import { tellOwner } from './notify-owner.js'
import { Refusal } from './refusal.js'
import { mayMakeLink, mayManageLink } from './rights.js'
import { note } from './record-event.js'
import { type AskedTerms, changedTerms } from './terms.js'
import type { Turn } from './turn.js'

/**
 * The link that is spoken of by this `linkId`, for somebody (a bare JID) who may see and change it. Refuses by
 * `unknown-link` everybody else, and what does not exist: nobody learns which.
 */
export function managedLink({ rooms }: Turn, room: Room, asked: { linkId: string; by: string }): OpenInvite {
  const invite = rooms.openInvites.named(room.record.id, asked.linkId)
  if (invite && mayManageLink(room, asked.by, invite)) return invite
  throw new Refusal('unknown-link', `There is no link with the id ${asked.linkId} that you may change.`)
}

/** Changes what a link says; pauses it or resumes it. Refuses who may not make such a link themselves. */
export function changeLink(
  turn: Turn,
  room: Room,
  change: { invite: OpenInvite; by: string; asked: AskedTerms },
): OpenInvite {
  const { invite, by, asked } = change
  const terms = changedTerms(turn, room, { was: invite.terms, asked })
  if (terms.grants !== invite.terms.grants && !mayMakeLink(room, by, terms.grants)) {
    throw new Refusal('not-a-moderator', 'Only an owner of the room can make a link that lets moderators in.')
  }
  const now = { ...invite, terms }
  turn.batch.change({ kind: 'open-invite', was: invite, now })
  note(turn, now, { event: 'changed', by })
  return now
}

/** Gives a link a new id; the former one lets nobody in from now on. What it says and its story stay. */
export function resetLink(turn: Turn, { invite, by }: { invite: OpenInvite; by: string }): OpenInvite {
  const now = { ...invite, id: turn.batch.newId() }
  turn.batch.change({ kind: 'open-invite', was: invite, now })
  note(turn, now, { event: 'reset', by })
  tellOwner(turn, now, 'update')
  return now
}
