import type { Context } from '../muc/context.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { bindPersonal } from './bind.js'
import { resetLink } from './change.js'
import { putLink } from './make.js'
import { noLink, personalLink } from './member-link.js'
import type { OpenInvite } from './open-invite.js'
import { UNLIMITED } from './terms.js'

/** In the older form of the links a person has one: it is the personal one for audio. */
const KIND = 'personal_audio_room'

/** The one link of a person; the batch looks it up by `{ openInvitesOf: owner }`. Throws `unknown-link`. */
export function requireLegacyLink(context: Context): OpenInvite {
  const invite = personalLink(context, KIND)
  if (!invite) throw noLink("Open invite doesn't exists: you have no personal link; reset it to get one.")
  return invite
}

/** Binds it to any room that the person moderates. Refuses as `bind` and `requireLegacyLink`. */
export function bindLegacyLink(context: Context, bound: { roomId: string; owner: string }): OpenInvite {
  const room = moderatedRoom(context, { roomId: bound.roomId, by: bound.owner })
  return bindPersonal(context, room, requireLegacyLink(context))
}

/** Gives it a new id; or makes it, bound to no room. */
export function resetLegacyLink(context: Context, owner: string): OpenInvite {
  const invite = personalLink(context, KIND)
  if (invite) return resetLink(context, { invite, by: owner })
  return putLink(context, { owner, roomId: '', roomType: KIND, isDefault: true, terms: UNLIMITED })
}
