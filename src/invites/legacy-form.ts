import type { Context } from '../muc/context.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { bindPersonal } from './bind.js'
import { resetLink } from './change.js'
import { putLink } from './make.js'
import { noLink, personalLink } from './member-link.js'
import type { OpenInvite } from './open-invite.js'
import { UNLIMITED } from './terms.js'

/** COMPAT: in the legacy form of links a user has one link, the personal one for audio. */
const KIND = 'personal_audio_room'

/** The personal link of the user whom the look-up `{ openInvitesOf: owner }` names. Throws `unknown-link`. */
export function requireLegacyLink(context: Context): OpenInvite {
  const invite = personalLink(context, KIND)
  if (!invite) throw noLink("Open invite doesn't exists: you have no personal link; reset it to get one.")
  return invite
}

/** Binds the personal link to a room that its owner moderates. Throws as `bind` and `requireLegacyLink` do. */
export function bindLegacyLink(context: Context, bound: { roomId: string; owner: string }): OpenInvite {
  const room = moderatedRoom(context, { roomId: bound.roomId, by: bound.owner })
  return bindPersonal(context, room, requireLegacyLink(context))
}

/** Gives the personal link a new id, or creates it, bound to no room. */
export function resetLegacyLink(context: Context, owner: string): OpenInvite {
  const invite = personalLink(context, KIND)
  if (invite) return resetLink(context, { invite, by: owner })
  return putLink(context, { owner, roomId: '', roomType: KIND, isDefault: true, terms: UNLIMITED })
}
