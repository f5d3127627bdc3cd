import type { Context } from '../muc/context.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { bindPersonal } from './bind.js'
import { resetLink } from './change.js'
import { putLink } from './make.js'
import { ManagedLink } from './managed-link.js'
import { noLink, personalLink } from './member-link.js'
import { UNLIMITED } from './terms.js'
import { disablePersonal } from './unbind.js'

/** COMPAT: in the legacy form of links a user has one link, the personal one for audio. */
const KIND = 'personal_audio_room'

/** The personal link of the user whom `personalLinksLookup` names. Throws `unknown-link`. */
export function requireLegacyLink(context: Context): ManagedLink {
  return personalLink(context, KIND) ?? refuseNone()
}

/** Binds the personal link to a room that its owner moderates. Throws as `bind` and `requireLegacyLink` do. */
export function bindLegacyLink(context: Context, bound: { roomId: string; owner: string }): ManagedLink {
  const room = moderatedRoom(context, { roomId: bound.roomId, by: bound.owner })
  return bindPersonal(context, room, requireLegacyLink(context))
}

/** Unbinds the personal link from its room. Throws as `requireLegacyLink` does. */
export function unbindLegacyLink(context: Context): ManagedLink {
  const link = requireLegacyLink(context)
  disablePersonal(context, link.invite)
  return link.after({ roomId: '' })
}

/** Gives the personal link a new id, or creates it, bound to no room. */
export function resetLegacyLink(context: Context, owner: string): ManagedLink {
  const link = personalLink(context, KIND)
  if (link) return resetLink(context, { link, by: owner })
  const made = putLink(context, { owner, roomId: '', roomType: KIND, isDefault: true, terms: UNLIMITED })
  return ManagedLink.personal(made) ?? refuseNone()
}

function refuseNone(): never {
  throw noLink("Open invite doesn't exists: you have no personal link; reset it to get one.")
}
