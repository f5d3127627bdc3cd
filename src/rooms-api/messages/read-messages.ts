import type { Context } from '../../muc/context.js'
import { isAtLeast } from '../../muc/model/affiliation.js'
import type { ArchiveLookup } from '../../muc/model/archive-query.js'
import type { Lookup } from '../../muc/model/lookup.js'
import { affiliationOf, type HistoryMessage } from '../../muc/model/room.js'
import { maySeeSenders, refuseReading } from '../../muc/operations/archive-readers.js'
import { attr, type Element, parseElement } from '../../stanza/element.js'
import { bareOf, parseBareJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import { retractedId } from '../../stanza/retraction.js'
import { Refusal } from '../refusal.js'
import { findRoom, readRoom, unknownRoom } from '../rooms.js'

/** In bytes of XML: half a page of XMPP, since each message is parsed, which takes up to 25 ms. Our own decision. */
const LONGEST_PAGE = 128 * 1024

/** Archive ids: the page follows `after` (all messages: `START`) or precedes `before`; without both it is the latest. */
type MessagePage = {
  readonly after?: string | undefined
  readonly before?: string | undefined
  readonly limit: number
}

/** The `after` of the first page. No message has this id. */
export const START = '0'

/** A message in the archive. Absent keys: it has none of these. */
export type ArchivedMessage = {
  readonly id: string
  /** In milliseconds since 1970. */
  readonly at: number
  readonly nick: string
  /** The bare JID of the author; undefined for the room itself, and where the reader may not see it. */
  readonly user: string | undefined
  readonly messageId: string | undefined
  readonly body: string | undefined
  readonly subject: string | undefined
  /** The archive id of the message that it answers (XEP-0461) or retracts (XEP-0424). */
  readonly replyTo: string | undefined
  readonly retracts: string | undefined
  /** The `messageId` of the message that it corrects (XEP-0308). */
  readonly replaces: string | undefined
  readonly isRetracted: boolean
}

/** The look-up for `readMessages`: one range of the index of the room's messages. */
export function messagesLookup(asked: { room: string; reader: string }, page: MessagePage): Lookup {
  return {
    further(known) {
      const room = findRoom(known, asked)
      return room && { archive: archiveLookup(room.record.jid, page) }
    },
  }
}

function archiveLookup(room: string, { after, before, limit }: MessagePage): ArchiveLookup {
  const bounds = { room, longest: LONGEST_PAGE, isUncounted: true } as const
  if (after === undefined) return { ...bounds, page: { max: limit, before: before ?? '' } }
  return { ...bounds, beforeId: before, page: { max: limit, ...(after !== START && { after }) } }
}

/**
 * A page of the archive of a room, oldest first, for a reader (a bare JID) with the rights of XEP-0313. `isComplete`: no
 * message follows in the direction of the page. Throws as `readRoom` and `refuseReading` do, `no-archive`, and
 * `unknown-message` if the archive has no message with the id of `after` or `before`, or not any more.
 */
export function readMessages(
  context: Context,
  { room: named, reader }: { room: string; reader: string },
): { readonly messages: readonly ArchivedMessage[]; readonly isComplete: boolean } {
  const room = readRoom(context, { room: named, reader })
  const from = parseBareJid(reader)
  if (!from || room.record.locked) throw unknownRoom(named)
  // An archived room cannot be entered, so its members alone read it, even if it was public.
  if (room.record.archived && !isAtLeast(affiliationOf(room, from.bare), 'member')) throw unknownRoom(named)
  if (!room.record.config.logging) throw new Refusal('no-archive', 'This room keeps no archive.')
  refuseReading({ ...context, room }, from)
  const page = context.found.archive
  if (!page) throw unknownRoom(named)
  if ('unknownId' in page) {
    throw new Refusal('unknown-message', `The archive has no message with the id ${page.unknownId}, or not any more.`)
  }
  const showsUsers = maySeeSenders(room, from)
  return { messages: page.messages.map(message => readable(message, showsUsers)), isComplete: page.complete }
}

function readable({ id, at, nick, sender, stanza }: HistoryMessage, showsUsers: boolean): ArchivedMessage {
  const message = parseElement(stanza)
  const named = (name: string, namespace: string) => {
    const element = message.getChild(name, namespace)
    return element && attr(element, 'id')
  }
  return {
    ...{ id, at, nick },
    user: showsUsers && sender !== '' ? bareOf(sender) : undefined,
    messageId: attr(message, 'id'),
    body: textOf(message, 'body'),
    subject: textOf(message, 'subject'),
    replyTo: named('reply', NS.reply),
    retracts: retractedId(message),
    replaces: named('replace', NS.correction),
    // The tombstone has no body; an author may send the element with one.
    isRetracted: message.getChild('retracted', NS.retract) !== undefined && message.getChild('body') === undefined,
  }
}

/** The text in the language of the message, else the first one (RFC 6121 §5.2.3). */
function textOf(message: Element, name: 'body' | 'subject'): string | undefined {
  const texts = message.getChildren(name)
  const own = texts.find(text => attr(text, 'xml:lang') === undefined)
  return (own ?? texts[0])?.getText()
}
