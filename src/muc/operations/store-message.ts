import { attr, type Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import type { HistoryMessage } from '../model/room.js'

/** No room shows newcomers more than this (the configuration's limit), so no more need be kept for them. */
const MOST_SHOWN = 1000
/** In characters: a longer message is not for newcomers. Our own decision. */
const LONGEST_SHOWN = 32 * 1024

/**
 * Keeps what the room has just said to all, with the id by which it said it: for newcomers (XEP-0045 §7.2.13), and in
 * the archive of a room that has one (XEP-0313).
 */
export function storeMessage(
  { batch, room, settings }: RoomContext,
  message: Element,
  { sender, nick }: Pick<HistoryMessage, 'sender' | 'nick'>,
): void {
  const { jid, config } = room.record
  const stanza = message.toString()
  const shown = config.historyLength > 0 && isForNewcomers(message) && stanza.length <= LONGEST_SHOWN
  const archived = config.logging && isForArchive(message)
  if (!shown && !archived) return
  const stamped = message.getChildren('stanza-id', NS.stanzaId).find(({ attrs }) => attrs['by'] === jid)
  const id = (stamped && attr(stamped, 'id')) ?? batch.newId()
  const now = { id, stanza, at: batch.at, sender, nick, shown, archived }
  const { maxMessages } = settings.retention
  const most = maxMessages === 0 ? 0 : Math.max(maxMessages, MOST_SHOWN)
  batch.change({ kind: 'history', room: jid, was: undefined, now, kept: archived ? most : MOST_SHOWN })
}

/** Subject changes are no part of the history (§7.2.13), and passing states are not. XEP-0334: the sender may decide. */
function isForNewcomers(message: Element): boolean {
  return mayBeStored(message) && (has(message, 'body') || has(message, 'store', NS.hints))
}

/**
 * XEP-0313 §"MUC Archives": what has a body, and changes of the subject. Our own decision: reactions too. A retraction
 * must be (XEP-0424 §"Business Rules").
 */
function isForArchive(message: Element): boolean {
  if (has(message, 'retract', NS.retract)) return true
  if (!mayBeStored(message)) return false
  const isSubject = has(message, 'subject') && !has(message, 'thread')
  return isForNewcomers(message) || isSubject || has(message, 'reactions', NS.reactions)
}

function mayBeStored(message: Element): boolean {
  return !has(message, 'no-store', NS.hints) && !has(message, 'no-permanent-store', NS.hints)
}

function has(message: Element, name: string, namespace?: string): boolean {
  return message.getChild(name, namespace) !== undefined
}
