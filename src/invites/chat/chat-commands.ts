import type { Capability } from '../../muc/capability.js'
import type { Context } from '../../muc/context.js'
import { isAtLeast } from '../../muc/model/affiliation.js'
import { affiliationOf, isInside, type Room } from '../../muc/model/room.js'
import { attr, type Element } from '../../stanza/element.js'
import { type Jid, parseJid } from '../../stanza/jid.js'
import { chatLineIn } from './chat-line.js'
import { neededBy } from './commands.js'
import { reply } from './reply.js'

/**
 * Our own decision: commands as lines of text, since few clients show ad-hoc commands and forms (XEP-0050), and all can
 * write. A person writes to the service, to the room's own nick, or to the address of the room, but never as a groupchat
 * message; the answer goes to that client alone.
 */
export const chatCommands: Capability = {
  lookUp(stanza, to) {
    const from = parseJid(attr(stanza, 'from') ?? '')
    if (stanza.name !== 'message' || !from || !isPlace(to)) return undefined
    const line = chatLineIn(stanza)
    if (!line?.command) return undefined
    return {
      further(known) {
        const here = known.rooms.get(to.bare)
        if (!known.settings.chatCommands || (to.local !== '' && !here)) return undefined
        return neededBy({ ...known, from, here }, line)
      },
    }
  },

  /** An unknown word of another type than chat is refused as before: it may come from a machine that answers each text. */
  onServiceMessage(message) {
    const { stanza, settings } = message
    if (isSilent(stanza)) return 'handled'
    const line = lineIn(message, stanza)
    if (!line || (!line.command && attr(stanza, 'type') !== 'chat')) return 'pass'
    reply({ ...message, here: undefined }, line, settings.domain)
    return 'handled'
  },

  /** The address of a room takes a command alone, of a person of the room, who may be outside. */
  onMessage(context) {
    const { room, from, message } = context
    const line = lineIn(context, message)
    if (!line?.command || !belongsTo(room, from)) return 'pass'
    reply({ ...context, here: room }, line, room.record.jid)
    return 'handled'
  },

  /** The nick that the room's own texts have, and no occupant. */
  onPrivateMessage(context) {
    const { room, message, nick } = context
    const line = room.occupants.has(nick) ? undefined : lineIn(context, message)
    if (!line) return 'pass'
    reply({ ...context, here: room }, line, `${room.record.jid}/${nick}`)
    return 'handled'
  },
}

function lineIn({ settings }: Context, message: Element) {
  return settings.chatCommands ? chatLineIn(message) : undefined
}

/** The service, a room, or the nick of its texts (`nickOfRoom`). */
function isPlace({ resource, domain }: Jid): boolean {
  return resource === '' || resource.toLowerCase() === domain
}

function belongsTo(room: Room, { bare }: Jid): boolean {
  return isInside(room, bare) || isAtLeast(affiliationOf(room, bare), 'member')
}

/** A chat state, a receipt or a marker, which clients send beside their texts: an error would show up in the chat. */
function isSilent(stanza: Element): boolean {
  return attr(stanza, 'type') === 'chat' && stanza.getChild('body') === undefined
}
