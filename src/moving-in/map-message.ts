import type { RecordOf } from '../moving/record.js'
import { attr, copyOf, type Element, isDeeperThan } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { parseIsoTime } from '../stanza/time.js'

/** The namespace of the ids that ejabberd adds beside those of XEP-0359. */
const OLD_ARCHIVE = 'urn:xmpp:mam:tmp'
/** Levels of elements that a stored message may have. */
const DEEPEST = 50
/** In characters: what a record of a message may have. */
const LONGEST_STANZA = 512 * 1024

/**
 * The record of a message of an archive (XEP-0313 §"Query results"): as the occupants got it, with the id and the time that
 * the archive has for it. `message` is what brings the result. Undefined, or the reason, for what is no message of the room.
 */
export function recordOfResult(
  message: Element,
  room: string,
): RecordOf<'message'> | { readonly unfit: string } | undefined {
  const result = message.getChild('result', NS.archive)
  const forwarded = result?.getChild('forwarded', NS.forward)
  if (!result || !forwarded) return undefined
  const id = attr(result, 'id') ?? ''
  const at = parseIsoTime(attr(forwarded.getChild('delay', NS.delay) ?? forwarded, 'stamp') ?? '')
  const said = forwarded.getChildElements().find(child => child.name === 'message')
  if (!said) return { unfit: 'is no message' }
  if (id === '' || id.length > 1023 || at === undefined || at < 0) return { unfit: 'has no usable id or time' }
  if (isDeeperThan(DEEPEST, said)) return { unfit: 'is nested too deep' }
  const from = parseJid(attr(said, 'from') ?? '')
  if (from?.bare !== room) return { unfit: 'is not from the room' }
  const copy = copyOf(said)
  const sender = takeSender(copy, room)
  for (const mark of copy.getChildren('archived', OLD_ARCHIVE)) copy.remove(mark)
  const stanza = copy.toString()
  if (stanza.length > LONGEST_STANZA) return { unfit: 'is too long' }
  return {
    kind: 'message',
    room,
    id,
    at,
    nick: from.resource,
    ...(sender === undefined ? {} : { sender }),
    stanza,
    archived: true,
  }
}

/** The real JID of the author, which the archive adds for those who may see it; it is no part of the message. */
function takeSender(message: Element, room: string): string | undefined {
  let sender: string | undefined
  for (const x of message.getChildren('x', NS.mucUser)) {
    const jid = parseJid(attr(x.getChild('item') ?? x, 'jid') ?? '')
    if (jid && jid.local !== '' && jid.bare !== room) sender = jid.full
    message.remove(x)
  }
  return sender
}
