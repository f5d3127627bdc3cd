import { attr, childElements, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { bareOf } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { OccupantQuery, Outcome, Reply } from '../../context.js'
import { latestSession, type Occupant } from '../../model/occupant.js'
import { isNonAnonymous, type Room } from '../../model/room.js'
import type { Settings } from '../../model/state.js'
import { withoutAddress } from './hidden-address.js'

/** In characters. It goes to the other client as a part of ours. */
const LONGEST_ID = 256

/** What the account answers, whether a client is there or not (XEP-0054, XEP-0163, XEP-0292). */
const ACCOUNTS_BUSINESS: readonly unknown[] = ['vcard-temp', 'urn:ietf:params:xml:ns:vcard-4.0', NS.pubsub]

/** A request whose answer comes back: what it was asked by whom, and of whom. */
type Asked = {
  /** The full JID of the client that asked. */
  readonly asker: string
  /** The address that answers, a full JID or a bare one. */
  readonly asked: string
  /** The asker's own id, and the nick that it asked. */
  readonly question: string
}

/**
 * Sends the request on to the client that stands for the occupant, or to the account. Nothing is remembered of it: the
 * new id has all that is needed to bring the answer back, with a mark that only we can make.
 */
export function relayQuery(query: OccupantQuery, { asker, asked }: { asker: Occupant; asked: Occupant }): void {
  const { batch, settings, room, from, iq, type, payload, namespace, nick } = query
  const to = ACCOUNTS_BUSINESS.includes(namespace) ? asked.user : latestSession(asked)?.jid
  if (to === undefined) return
  const question = `${written(idOf(iq))}/${written(nick)}`
  const id = `${markOf(settings, room, { asker: from.full, asked: to, question })}/${question}`
  const occupant = `${room.record.jid}/${asker.nick}`
  const relayed = xml('iq', { type, id, from: occupant, 'xml:lang': iq.attrs['xml:lang'] })
  relayed.append(passedOn(room, payload, { user: asker.user, occupant }))
  batch.send(relayed, [to])
  query.answerLater()
}

/** Brings an answer back to the very client that asked. What nobody has asked for, or another was asked, is nothing. */
export function relayReply({ batch, settings, room, nick, from, iq }: Reply & { room: Room }): Outcome {
  const [mark = '', ...rest] = (attr(iq, 'id') ?? '').split('/')
  const question = rest.join('/')
  const asker = room.occupants.get(nick)?.sessions.find(({ jid }) => {
    return markOf(settings, room, { asker: jid, asked: from.full, question }) === mark
  })
  if (!asker) return 'pass'
  const [id = '', asked = ''] = rest.map(decodeURIComponent)
  const occupant = `${room.record.jid}/${asked}`
  const { type, 'xml:lang': lang } = iq.attrs
  const children = childElements(iq).map(child => passedOn(room, child, { user: bareOf(from.full), occupant }))
  batch.send(xml('iq', { type, id, from: occupant, 'xml:lang': lang }, ...children), [asker.jid])
  return 'handled'
}

function passedOn(room: Room, child: Element, person: { user: string; occupant: string }): Element {
  return withoutAddress(child, isNonAnonymous(room) ? undefined : person)
}

function idOf(iq: Element): string {
  const id = attr(iq, 'id') ?? ''
  if (id.length <= LONGEST_ID) return id
  throw new StanzaError('bad-request', `The id of a request to an occupant has at most ${LONGEST_ID} characters.`)
}

/** Without a slash, whatever is in it; half a character, of which there is no such writing, is left out. */
function written(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, ''))
}

function markOf(settings: Settings, room: Room, asked: Asked): string {
  return settings.digests.keyed(JSON.stringify(['query', room.record.id, asked.asker, asked.asked, asked.question]))
}
