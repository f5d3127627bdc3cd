import { type SubmittedForm, textField } from '../../stanza/data-form.js'
import { attr, type Element, parseElement, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { isoTime, parseIsoTime } from '../../stanza/time.js'
import type { Capability } from '../capability.js'
import { type HistoryMessage, isNonAnonymous, type Room } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import { storeMessage } from '../operations/store-message.js'

const FIELD = 'muc#maxhistoryfetch'
const LABEL = 'Most messages that a newcomer gets'
/** In characters: all that a newcomer gets is not longer. Our own decision. */
const LONGEST_HISTORY = 256 * 1024

/** XEP-0045 §7.2.13, §7.2.14: what was said before somebody came. */
export const history: Capability = {
  roomInfo: room => [textField(FIELD, LABEL, String(mostFetched(room.record.config)))],
  fields: config => [textField(FIELD, LABEL, String(mostFetched(config)))],
  configure: (form, config) => ({ maxHistoryFetch: newLimit(form, config) }),

  onReflected(context) {
    const { reflected, occupant, from } = context
    storeMessage(context, reflected, { sender: from.full, nick: occupant.nick })
  },

  onEntered({ settings, room, session, presence, batch }) {
    const { maxAge } = settings.retention
    const asked = readLimits(presence, batch.at)
    const limits = maxAge === 0 ? asked : { ...asked, since: Math.max(asked.since, batch.at - maxAge) }
    for (const message of withinLimits({ room, session }, limits)) batch.send(message, [session])
  },
}

function mostFetched({ historyLength, maxHistoryFetch }: RoomConfig): number {
  return Math.min(historyLength, maxHistoryFetch)
}

/** Who gives the form back as it was has not said anything. */
function newLimit(form: SubmittedForm, config: RoomConfig): number {
  const given = form.count(FIELD)
  return given === undefined || given === mostFetched(config) ? config.maxHistoryFetch : given
}

type Limits = { readonly characters: number; readonly stanzas: number; readonly since: number }

/** What the client asks for (§7.2.14). A limit that is not a number of its kind is as good as none. */
function readLimits(presence: Element, now: number): Limits {
  const asked = presence.getChild('x', NS.muc)?.getChild('history')
  const seconds = count(asked, 'seconds')
  const since = parseIsoTime((asked && attr(asked, 'since')) ?? '') ?? 0
  return {
    characters: count(asked, 'maxchars') ?? Number.POSITIVE_INFINITY,
    stanzas: count(asked, 'maxstanzas') ?? Number.POSITIVE_INFINITY,
    since: seconds === undefined ? since : Math.max(since, now - seconds * 1000),
  }
}

function count(asked: Element | undefined, name: string): number | undefined {
  const text = (asked && attr(asked, name)) ?? ''
  return /^\d+$/.test(text) ? Number(text) : undefined
}

/** The latest messages that meet all limits, oldest first. Whole stanzas are counted, as sent, and none is cut. */
function withinLimits({ room, session }: { room: Room; session: string }, limits: Limits): Element[] {
  const chosen: Element[] = []
  let characters = 0
  let length = 0
  for (const message of kept(room).reverse()) {
    // A clock that was put back or forward: what was said before may have a later time.
    if (message.at < limits.since) continue
    length += message.stanza.length
    if (chosen.length >= limits.stanzas || length > LONGEST_HISTORY) break
    const stanza = delayed(room, message)
    stanza.attrs['to'] = session
    if (limits.characters !== Number.POSITIVE_INFINITY) characters += [...stanza.toString()].length
    if (characters > limits.characters) break
    chosen.push(stanza)
  }
  return chosen.reverse()
}

/** A room in memory may hold more than it shows; and it may keep more than newcomers get (§7.2.14). */
function kept({ history, record }: Room): HistoryMessage[] {
  return history.slice(Math.max(0, history.length - mostFetched(record.config)))
}

/** The delay is the room's word: it kept the message (§7.2.13). So is who said it, where that is no secret. */
function delayed(room: Room, message: HistoryMessage): Element {
  const stanza = parseElement(message.stanza)
  stanza.append(xml('delay', { xmlns: NS.delay, from: room.record.jid, stamp: isoTime(message.at) }))
  if (!isNonAnonymous(room) || message.sender === '') return stanza
  for (const claimed of stanza.getChildren('addresses', NS.addresses)) stanza.remove(claimed)
  stanza.append(xml('addresses', NS.addresses, xml('address', { type: 'ofrom', jid: message.sender })))
  return stanza
}
