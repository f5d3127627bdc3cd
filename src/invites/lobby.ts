import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { configure } from '../rooms-api/configure.js'
import { roomToChange } from '../rooms-api/rooms.js'
import { userIdOf } from '../rooms-api/user-id.js'
import { StanzaError } from '../stanza/error.js'
import { answerRequest, pendingRequests } from './pending-requests.js'

/** The user ids whose requests were answered, and those that have none or whose request cannot be answered so. */
export type LobbyReport = { readonly answered: readonly string[]; readonly invalid: readonly string[] }

/**
 * Approves or declines the pending requests of these users (user ids), or without `users` all of them, for the admins
 * and owners (`by` is a bare JID). Throws `not-a-moderator`.
 */
export function answerLobby(
  context: Context,
  room: Room,
  answer: { by: string; users?: readonly string[] | undefined; isAllowed: boolean },
): LobbyReport {
  const { by, isAllowed } = answer
  const waiting = new Map(pendingRequests(room, by).map(([user]) => [userIdOf(user), user]))
  const asked = [...new Set(answer.users ?? waiting.keys())]
  const isAnswered = (id: string) => {
    const user = waiting.get(id)
    return user !== undefined && answers(() => answerRequest(context, room, { user, by, isAllowed }))
  }
  const answered = asked.filter(isAnswered)
  return { answered, invalid: asked.filter(id => !answered.includes(id)) }
}

/**
 * Turns the lobby of a room on or off, for its owners: joiners by links wait for an approval (`unlock_ack`), or not. COMPAT:
 * in the API family, all who wait are let in when it is turned off. Throws as `roomToChange` does.
 */
export function setLobby(context: Context, change: { room: string; by: string; hasLobby: boolean }): Room {
  const { by, hasLobby } = change
  const room = roomToChange(context, { room: change.room, by, least: 'owner' })
  const { autoRegister } = room.record.config
  if (hasLobby) configure(context, room, { autoRegister: 'unlock_ack' })
  // A locked room has no lobby, and stays locked.
  else if (autoRegister === 'unlock_ack') configure(context, room, { autoRegister: 'unlock' })
  if (!hasLobby) answerLobby(context, room, { by, isAllowed: true })
  return room
}

/** A refusal of one request must not keep the others waiting. It comes before any change. */
function answers(work: () => void): boolean {
  try {
    work()
    return true
  } catch (thrown) {
    if (thrown instanceof StanzaError) return false
    throw thrown
  }
}
