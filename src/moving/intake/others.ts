import { EVENT_KINDS } from '../../events/event.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { StanzaError } from '../../stanza/error.js'
import type { RecordOf } from '../record.js'
import { past, reserveName, type Taking } from './taking.js'

/**
 * The secret key of the installation, which a new one takes over: it makes the occupant ids, and the tokens are signed with
 * one of it. One that is in use keeps its own.
 */
export function takeKey(taking: Taking, { key }: RecordOf<'installation'>): void {
  const { batch, found, tell } = taking
  taking.key.isOurs = found.isNew === true || found.isKey === true
  if (found.isNew) batch.change({ kind: 'installation-key', was: undefined, now: key })
  if (taking.key.isOurs) return
  tell(
    'This installation is in use and keeps its own key: people get other occupant ids than in the messages so far, ' +
      'guests can be banned by IP address only anew, and tokens of the REST API are not taken in.',
  )
}

/** A user with a profile, unless the user has entered one here. */
export function takeUser({ addresses, batch, found }: Taking, { user, profile }: RecordOf<'user'>): void {
  const jid = addresses.person(user)
  const known = found.users?.find(one => one.jid === jid)
  if (known && Object.keys(known.profile).length > 0) return
  batch.change({ kind: 'user', was: undefined, now: { jid, id: userIdOf(jid), profile } })
}

export function takeFamilyClient(taking: Taking, { user, at }: RecordOf<'family-client'>): void {
  const { addresses, batch, familyClients } = taking
  const jid = addresses.person(user)
  const [was, now] = [familyClients.notedAt(jid), past(taking, at)]
  if (was === undefined || was < now) batch.change({ kind: 'family-client', user: jid, was, now })
}

/** A token that is valid still. Throws `not-acceptable` if the installation cannot check its signature. */
export function takeToken(taking: Taking, { kind, ...token }: RecordOf<'api-token'>): void {
  const { addresses, batch } = taking
  if (!taking.key.isOurs) throw new StanzaError('not-acceptable', `The token ${token.id} is signed with another key.`)
  if (token.expiresAt <= batch.at) throw new StanzaError('not-acceptable', `The token ${token.id} has expired.`)
  reserveName(taking, token.id, `The token ${token.id}`)
  const now = { ...token, user: addresses.person(token.user) }
  batch.change({ kind: 'api-token', was: undefined, now, at: batch.at })
}

/** A webhook, which gets what happens from now on. */
export function takeWebhook(taking: Taking, record: RecordOf<'webhook'>): void {
  const { addresses, batch, found } = taking
  const { id, asAdmin, url, secret, isPaused } = record
  const kinds = EVENT_KINDS.filter(kind => record.kinds.includes(kind))
  // Without the unknown ones, the list would be of all kinds.
  const knowsNone = record.kinds.length > 0 && kinds.length === 0
  if (!URL.canParse(url) || knowsNone)
    throw new StanzaError('not-acceptable', `The webhook ${id} has no URL or no kind.`)
  reserveName(taking, id, `The webhook ${id}`)
  const now = {
    ...{ id, asAdmin, url, secret, isPaused, kinds },
    owner: addresses.person(record.owner),
    rooms: record.rooms.map(room => addresses.anyone(room)),
    madeAt: past(taking, record.madeAt),
    position: found.latestEvent ?? 0,
    failing: undefined,
  }
  batch.change({ kind: 'webhook', was: undefined, now })
}

/** Keeps the address of a destroyed room free, unless a room is there. */
export function takeTombstone(taking: Taking, record: RecordOf<'tombstone'>): void {
  const { addresses, batch, rooms, tombstones } = taking
  const jid = addresses.room(record.room)
  if (rooms.get(jid)) throw new StanzaError('conflict', `There is a room ${jid}.`)
  const now = {
    jid,
    until: record.until,
    alternate: addresses.anyoneOrNone(record.alternate),
    known: record.known?.map(user => addresses.anyone(user)),
    creator: addresses.anyoneOrNone(record.creator),
  }
  batch.change({ kind: 'tombstone', jid, at: batch.at, was: tombstones.get(jid), now })
}
