import { type SubmittedForm, textField } from '../../stanza/data-form.js'
import { attr, type Element, parseElement, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { isoTime, parseIsoTime } from '../../stanza/time.js'
import type { Capability } from '../capability.js'
import { type HistoryMessage, isNonAnonymous, type Room } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import { numberSetting, withValue } from '../operations/settings.js'
import { storeMessage } from '../operations/store-message.js'

const FIELD = 'muc#maxhistoryfetch'
/** COMPAT: as Prosody calls it. */
const PROSODY_FIELD = 'muc#roomconfig_historylength'
const LABEL = 'Maximum number of messages that a newcomer gets'
/** In characters: the limit of all that one newcomer gets. Our own decision. */
const LONGEST_HISTORY = 256 * 1024

/** XEP-0045 §7.2.13, §7.2.14: a newcomer gets the latest messages. */
export const history: Capability = {
  roomInfo: room => [textField(FIELD, LABEL, String(mostFetched(room.record.config)))],
  settings: [
    {
      ...numberSetting({ key: 'maxHistoryFetch', field: FIELD, label: LABEL }),
      valueIn: mostFetched,
      fields: config => [textField(FIELD, LABEL, String(mostFetched(config)))],
      read: (form, config) => withValue(config, 'maxHistoryFetch', newLimit(form, config)),
    },
  ],

  onReflected(context) {
    const { reflected, occupant, from } = context
    storeMessage(context, reflected, { sender: from.full, nick: occupant.nick })
  },

  onEntered({ settings, room, session, presence, batch }) {
    const { maxAge } = settings.retention
    const requested = readLimits(presence, batch.at)
    const limits = maxAge === 0 ? requested : { ...requested, since: Math.max(requested.since, batch.at - maxAge) }
    for (const message of withinLimits({ room, session }, limits)) batch.send(message, [session])
  },
}

function mostFetched({ historyLength, maxHistoryFetch }: RoomConfig): number {
  return Math.min(historyLength, maxHistoryFetch)
}

/** The form shows the smaller of two limits: an unchanged field is not a change. */
function newLimit(form: SubmittedForm, config: RoomConfig): number {
  const given = form.count(FIELD) ?? form.count(PROSODY_FIELD)
  return given === undefined || given === mostFetched(config) ? config.maxHistoryFetch : given
}

type Limits = { readonly characters: number; readonly stanzas: number; readonly since: number }

/** The limits that the client requests (§7.2.14). A malformed limit counts as none. */
function readLimits(presence: Element, now: number): Limits {
  const request = presence.getChild('x', NS.muc)?.getChild('history')
  const seconds = count(request, 'seconds')
  const since = parseIsoTime((request && attr(request, 'since')) ?? '') ?? 0
  return {
    characters: count(request, 'maxchars') ?? Number.POSITIVE_INFINITY,
    stanzas: count(request, 'maxstanzas') ?? Number.POSITIVE_INFINITY,
    since: seconds === undefined ? since : Math.max(since, now - seconds * 1000),
  }
}

function count(request: Element | undefined, name: string): number | undefined {
  const text = (request && attr(request, name)) ?? ''
  return /^\d+$/.test(text) ? Number(text) : undefined
}

/** The latest messages that meet all limits, oldest first. The characters of whole stanzas count, as sent. */
function withinLimits({ room, session }: { room: Room; session: string }, limits: Limits): Element[] {
  const chosen: Element[] = []
  let characters = 0
  let length = 0
  for (const message of recentMessages(room).reverse()) {
    // After a clock change, an earlier message may have a later time.
    if (message.at < limits.since) continue
    length += message.stanza.length
    if (chosen.length >= limits.stanzas || length > LONGEST_HISTORY) break
    const stanza = withDelay(room, message)
    stanza.attrs['to'] = session
    if (limits.characters !== Number.POSITIVE_INFINITY) characters += [...stanza.toString()].length
    if (characters > limits.characters) break
    chosen.push(stanza)
  }
  return chosen.reverse()
}

/** A room in memory may hold more messages than newcomers get (§7.2.14). */
function recentMessages({ history, record }: Room): HistoryMessage[] {
  return history.slice(Math.max(0, history.length - mostFetched(record.config)))
}

/** The room vouches for the time of a message and, if it is non-anonymous, for the author (§7.2.13). */
function withDelay(room: Room, message: HistoryMessage): Element {
  const stanza = parseElement(message.stanza)
  stanza.append(xml('delay', { xmlns: NS.delay, from: room.record.jid, stamp: isoTime(message.at) }))
  if (!isNonAnonymous(room) || message.sender === '') return stanza
  for (const forged of stanza.getChildren('addresses', NS.addresses)) stanza.remove(forged)
  stanza.append(xml('addresses', NS.addresses, xml('address', { type: 'ofrom', jid: message.sender })))
  return stanza
}
