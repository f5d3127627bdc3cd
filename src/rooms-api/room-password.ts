import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { configure } from './configure.js'
import { Refusal } from './refusal.js'
import { roomToChange } from './rooms.js'

/** Digits: 64 bits cannot be guessed, and a person can still type them. */
const LENGTH = 16

type Change = { readonly room: string; readonly by: string }

/**
 * Gives a room a password, or takes it away, for its owners (`by` is a bare JID): the password of XEP-0045 §10.2, which
 * invitations carry. A room that has one keeps it. Throws as `roomToChange` does.
 */
export function setRoomPassword(context: Context, { hasPassword, ...change }: Change & { hasPassword: boolean }): Room {
  const room = roomToChange(context, { ...change, least: 'owner' })
  const { password } = room.record.config
  if (hasPassword && password === '') configure(context, room, { password: newPassword(context) })
  if (!hasPassword) configure(context, room, { password: '' })
  return room
}

/** Gives a room another password. Throws `no-password` if it has none, or as `roomToChange` does. */
export function renewRoomPassword(context: Context, change: Change): Room {
  const room = roomToChange(context, { ...change, least: 'owner' })
  if (room.record.config.password === '') {
    throw new Refusal('no-password', 'This room has no password; turn it on first.')
  }
  configure(context, room, { password: newPassword(context) })
  return room
}

function newPassword({ batch }: Context): string {
  return batch.newId().slice(0, LENGTH)
}
