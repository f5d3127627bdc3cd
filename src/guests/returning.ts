import type { Context } from '../muc/context.js'
import { isInside, mapOf } from '../muc/model/room.js'
import { displayName } from '../muc/operations/describe-room.js'
import type { Guest } from './guest.js'
import { openLinkOf } from './link-of-guest.js'
import { isSecretOf } from './sign-in.js'

/** A guest who comes back, and the room: its bare JID and its title. */
export type ReturningGuest = {
  readonly jid: string
  readonly nick: string
  readonly status: Guest['state']
  readonly room: string
  readonly title: string
  /** When the link expires, in milliseconds since 1970; 0 if it does not, or has ended. */
  readonly linkEndsAt: number
}

/**
 * The guest with this bare JID and secret in the room with this bare JID. Undefined if there is none, the secret is wrong,
 * or the link lets the guest in no more; while a client of the guest is inside, another one may come.
 */
export function returningGuest(
  context: Context,
  asked: { readonly jid: string; readonly secret: string; readonly room: string },
): ReturningGuest | undefined {
  const { jid, secret } = asked
  const room = context.rooms.get(asked.room)
  const guest = room && mapOf(room, 'guest').get(jid)
  if (!guest || !isSecretOf(guest, secret, context.settings)) return undefined
  const link = openLinkOf(context, room, guest)
  if (!link && !isInside(room, jid)) return undefined
  const { config } = room.record
  const linkEndsAt = link?.terms.expiresAt ?? 0
  return {
    jid,
    nick: guest.name,
    status: guest.state,
    room: asked.room,
    title: displayName({ name: config.name, jid: asked.room }),
    linkEndsAt,
  }
}
