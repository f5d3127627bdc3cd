import { attr, childElements, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { bareOf } from '../../../stanza/jid.js'
import type { OccupantQuery, Outcome, Reply } from '../../context.js'
import { latestSession, type Occupant } from '../../model/occupant.js'
import { isNonAnonymous, type Room } from '../../model/room.js'
import type { Settings } from '../../model/state.js'
import { isForAccount } from './account-request.js'
import { withoutAddress } from './hidden-address.js'

/** In characters: the id of the relayed request contains it. */
const LONGEST_ID = 256

/** A relayed request. */
type RelayedQuery = {
  /** The full JID of the requesting client. */
  readonly requester: string
  /** The address that answers, a full JID or a bare one. */
  readonly target: string
  /** The id of the original request and the nick in its address, percent-encoded, with a slash between them. */
  readonly origin: string
}

/**
 * Sends the request to a client of the target occupant, or to the account. The service stores nothing: the id of the
 * relayed request contains the origin, and a MAC that proves that this service sent it.
 */
export function relayQuery(
  query: OccupantQuery,
  { requester, target }: { requester: Occupant; target: Occupant },
): void {
  const { batch, settings, room, from, iq, type, payload, nick } = query
  const to = isForAccount(payload) ? target.user : latestSession(target)?.jid
  if (to === undefined) return
  const origin = `${encoded(idOf(iq))}/${encoded(nick)}`
  const id = `${macOf(settings, room, { requester: from.full, target: to, origin })}/${origin}`
  const occupant = `${room.record.jid}/${requester.nick}`
  const relayed = xml('iq', { type, id, from: occupant, 'xml:lang': iq.attrs['xml:lang'] })
  relayed.append(relayedPayload(room, payload, { user: requester.user, occupant }))
  batch.send(relayed, [to])
  query.answerLater()
}

/** Sends an answer to the requesting client. Passes if the id is not of this service, or another address answers. */
export function relayReply({ batch, settings, room, nick, from, iq }: Reply & { room: Room }): Outcome {
  const [mac = '', ...rest] = (attr(iq, 'id') ?? '').split('/')
  const origin = rest.join('/')
  const requester = room.occupants.get(nick)?.sessions.find(({ jid }) => {
    return macOf(settings, room, { requester: jid, target: from.full, origin }) === mac
  })
  if (!requester) return 'pass'
  const [id = '', target = ''] = rest.map(decodeURIComponent)
  const occupant = `${room.record.jid}/${target}`
  const { type, 'xml:lang': lang } = iq.attrs
  const children = childElements(iq).map(child => relayedPayload(room, child, { user: bareOf(from.full), occupant }))
  batch.send(xml('iq', { type, id, from: occupant, 'xml:lang': lang }, ...children), [requester.jid])
  return 'handled'
}

function relayedPayload(room: Room, child: Element, person: { user: string; occupant: string }): Element {
  return withoutAddress(child, isNonAnonymous(room) ? undefined : person)
}

function idOf(iq: Element): string {
  const id = attr(iq, 'id') ?? ''
  if (id.length <= LONGEST_ID) return id
  throw new StanzaError('bad-request', `The id of a request to an occupant has at most ${LONGEST_ID} characters.`)
}

/** Percent-encoded, so without a slash. Drops lone surrogates, which cannot be encoded. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Cs}/gu, ''))
}

function macOf(settings: Settings, room: Room, { requester, target, origin }: RelayedQuery): string {
  return settings.digests.keyed(JSON.stringify(['query', room.record.id, requester, target, origin]))
}
