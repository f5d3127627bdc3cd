import { attr, type Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { retractedId } from '../../stanza/retraction.js'
import type { RoomContext } from '../context.js'
import type { HistoryMessage } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import type { Settings } from '../model/state.js'

/** The highest `historyLength` that a configuration allows, in messages. */
const MAX_HISTORY = 1000
/** In characters: the history has no longer messages. Our own decision. */
const MAX_LENGTH = 32 * 1024

/**
 * Stores a message that the room has sent to all occupants, by its stanza id: in the history (XEP-0045 §7.2.13), and in
 * the archive if the room has one (XEP-0313).
 */
export function storeMessage(
  { batch, room, settings }: RoomContext,
  message: Element,
  { sender, nick }: Pick<HistoryMessage, 'sender' | 'nick'>,
): void {
  const { jid, config } = room.record
  const stanza = message.toString()
  const { shown, archived } = partOf(config, message, stanza)
  if (!shown && !archived) return
  const stamped = message.getChildren('stanza-id', NS.stanzaId).find(({ attrs }) => attrs['by'] === jid)
  const id = (stamped && attr(stamped, 'id')) ?? batch.newId()
  const now = { id, stanza, at: batch.at, sender, nick, shown, archived }
  batch.change({ kind: 'history', room: jid, was: undefined, now, kept: mostKept(settings, archived) })
}

/** Whether a message belongs to the history that newcomers get, and to the archive. `stanza` is its XML. */
export function partOf(
  config: RoomConfig,
  message: Element,
  stanza: string,
): Pick<HistoryMessage, 'shown' | 'archived'> {
  const shown = config.historyLength > 0 && isForNewcomers(message) && stanza.length <= MAX_LENGTH
  return { shown, archived: config.logging && isForArchive(message) }
}

/** How many messages a room keeps when it gets one that is archived or not; 0 is no limit. */
export function mostKept({ retention: { maxMessages } }: Settings, archived: boolean): number {
  if (!archived) return MAX_HISTORY
  return maxMessages === 0 ? 0 : Math.max(maxMessages, MAX_HISTORY)
}

/** The history has messages with a body, and those that the sender marks by `<store/>` (XEP-0334), but no subjects. */
function isForNewcomers(message: Element): boolean {
  return mayBeStored(message) && (has(message, 'body') || has(message, 'store', NS.hints))
}

/**
 * The archive has messages with a body and subjects (XEP-0313 §"MUC Archives"), retractions (XEP-0424 §"Business
 * Rules"), and by our own decision reactions.
 */
function isForArchive(message: Element): boolean {
  if (retractedId(message) !== undefined) return true
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
