import { StanzaError } from '../../stanza/error.js'
import type { PresenceContext } from '../context.js'
import type { Session } from '../model/occupant.js'
import { occupantOf, type Room } from '../model/room.js'
import { presencePayloads } from './presence-payloads.js'

/** In characters, on average over a person's clients in rooms. Our own decision: usual presences have 300 to 500. */
const PRESENCE_LENGTH = 1000

/**
 * The session of a client that enters the room or changes its presence there. Throws `policy-violation` if the presence is
 * too long, and `resource-constraint` of the type `wait` if the service would keep too much for this person in all rooms
 * together (`maxEntries`, our own decision).
 */
export function sessionFrom(context: PresenceContext & { readonly room: Room }): Session {
  const { rooms, room, from, presence } = context
  const payloads = rooms.kept.shared(from.bare, presencePayloads(presence))
  const was = occupantOf(room, from.full)?.sessions.find(({ jid }) => jid === from.full)
  refuseTooMuch(context, { entries: was ? 0 : 1, characters: payloads.length - (was?.presence.length ?? 0) })
  return { jid: from.full, presence: payloads }
}

function refuseTooMuch(
  { rooms, settings: { maxEntries, admins }, from: { bare: user } }: PresenceContext,
  added: { readonly entries: number; readonly characters: number },
): void {
  if (maxEntries === 0 || admins.has(user)) return
  const { entries, characters } = rooms.kept.of(user)
  if (added.entries > 0 && entries >= maxEntries) {
    const text = `Your clients are in rooms ${maxEntries} times, the maximum for a person; leave a room first.`
    throw new StanzaError('resource-constraint', text, 'wait')
  }
  const most = maxEntries * PRESENCE_LENGTH
  if (added.characters > 0 && characters + added.characters > most) {
    const text = `Your presences in all rooms have at most ${most} characters together; send shorter ones.`
    throw new StanzaError('resource-constraint', text, 'wait')
  }
}
