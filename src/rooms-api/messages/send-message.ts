import type { Context } from '../../muc/context.js'
import type { Lookup } from '../../muc/model/lookup.js'
import { say } from '../../muc/operations/say.js'
import { attr, bytesOf, type Element, parseElement, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import type { Jid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import { Refusal } from '../refusal.js'
import { refuseArchived } from '../room-users/room.js'
import { findRoom, readRoom, unknownRoom } from '../rooms.js'
import { jidOf, speakerOf } from './speaker.js'

type Sent = { readonly stanza: Element; readonly from: Jid; readonly to: Jid }

/** The limits of messages over XMPP, which throw `TooOften` above the rates. */
export type MessageLimits = {
  /** The longest stanza, in bytes of its XML. */
  readonly stanzaBytes: number
  /** Counts a message for its sender, unless the batch is reverted. */
  countForUser(stanza: Element, from: Jid, batch: Context['batch']): void
  /** Does the work, and counts the message for its room unless the work throws or the batch is reverted. */
  inRoom(sent: Sent & Pick<Context, 'batch'>, work: () => void): void
}

type NewMessage = {
  /** The REST id or the bare JID of the room. */
  readonly room: string
  /** The bare JID of the sender. */
  readonly by: string
  readonly body: string
  /** The id of the stanza, by which clients correct or retract it; by default one of the service. */
  readonly messageId?: string | undefined
  /** The archive id of the message to which this one replies (XEP-0461); it needs the look-up `repliedTo`. */
  readonly replyTo?: string | undefined
}

/** `id`: the id that the room gave it (XEP-0359), by which the archive has it. `at`: milliseconds since 1970. */
type SentMessage = {
  readonly id: string
  readonly messageId: string
  readonly nick: string
  readonly at: number
}

/** The look-up of the message to which another one replies. */
export function repliedTo({ room: named, by, replyTo }: NewMessage): Lookup | undefined {
  if (replyTo === undefined) return undefined
  return {
    further(known) {
      const room = findRoom(known, { room: named, reader: by })
      return room && { message: { room: room.record.jid, id: replyTo } }
    },
  }
}

/**
 * Sends a message to a room as a person who need not be in it, on the way of a groupchat message (XEP-0045 §7.4): the same
 * rights, limits, ids and archive. Throws as `readRoom` and `speakerOf` do, `archived`, `unknown-message`, `forbidden`
 * without voice, `policy-violation` if it is too long, and what the limits throw.
 */
export function sendMessage(context: Context, said: NewMessage, limits: MessageLimits): SentMessage {
  const room = readRoom(context, { room: said.room, reader: said.by })
  if (room.record.locked) throw unknownRoom(said.room)
  refuseArchived(room)
  const occupant = speakerOf(room, said.by)
  const [from, to] = [jidOf(said.by), jidOf(room.record.jid)]
  const messageId = said.messageId ?? context.batch.newId()
  const message = xml('message', { type: 'groupchat', id: messageId, from: from.bare, to: to.bare })
  message.append(xml('body', {}, said.body), ...replyElements(context, said.replyTo))
  if (bytesOf(message) > limits.stanzaBytes) {
    throw new StanzaError('policy-violation', `A message has at most ${limits.stanzaBytes} bytes of XML.`)
  }
  limits.countForUser(message, from, context.batch)
  let id = ''
  limits.inRoom({ batch: context.batch, stanza: message, from, to }, () => {
    // What was looked up is not about this message: a retraction would be refused by its author.
    const reflected = say({ ...context, found: {}, room, occupant, from, message })
    id = attr(reflected.getChildren('stanza-id', NS.stanzaId).at(-1) ?? reflected, 'id') ?? ''
  })
  return { id, messageId, nick: occupant.nick, at: context.batch.at }
}

/** XEP-0461 §3: names the message by the id of the room, and its author by the occupant JID. */
function replyElements({ found }: Context, replyTo: string | undefined): Element[] {
  if (replyTo === undefined) return []
  if (!found.message) throw new Refusal('unknown-message', `The room has no message with the id ${replyTo}.`)
  const to = attr(parseElement(found.message.stanza), 'from')
  return [xml('reply', { xmlns: NS.reply, to, id: replyTo })]
}
