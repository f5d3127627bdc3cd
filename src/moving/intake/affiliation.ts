import type { AffiliationEntry } from '../../muc/model/affiliation.js'
import type { Room } from '../../muc/model/room.js'
import { refuseNickOfOthers } from '../../muc/operations/reserve-nick.js'
import { isFull, MAX_OUTCASTS, outcasts } from '../../muc/operations/set-affiliation.js'
import { StanzaError } from '../../stanza/error.js'
import { prepareNick } from '../../stanza/jid.js'
import { cut } from '../cut.js'
import type { RecordOf } from '../record.js'
import { past, roomOf, type Taking } from './taking.js'

/** In characters, as for new ones. */
const LONGEST_REASON = 1000

/**
 * An affiliation with its reserved nick. Throws `resource-constraint` beyond the members or bans that a room may have, and
 * `conflict` for the last owner.
 */
export function takeAffiliation(taking: Taking, record: RecordOf<'affiliation'>): void {
  const { addresses, batch } = taking
  const room = roomOf(taking, record.room)
  const { affiliation } = record
  const user = affiliation === 'outcast' ? addresses.personOrDomain(record.user) : addresses.person(record.user)
  const was = room.affiliations.get(user)
  if (affiliation === 'outcast') refuseManyOutcasts(room, was)
  else if (countsAsNew(was)) refuseManyMembers(taking, room)
  if (was?.affiliation === 'owner' && affiliation !== 'owner' && room.byAffiliation.owner.size === 1) {
    throw new StanzaError('conflict', `${user} stays an owner: the room has no other.`)
  }
  const now = entryOf(taking, { room, user, record })
  batch.change({ kind: 'affiliation', room: room.record.jid, user, was, now })
}

function countsAsNew(was: AffiliationEntry | undefined): boolean {
  return was === undefined || was.affiliation === 'outcast'
}

function refuseManyMembers({ settings: { maxMembers } }: Taking, room: Room): void {
  if (!isFull(room, maxMembers)) return
  throw new StanzaError('resource-constraint', `The room has its ${maxMembers} members (rooms.maxMembers).`)
}

function refuseManyOutcasts(room: Room, was: AffiliationEntry | undefined): void {
  if (was?.affiliation === 'outcast' || outcasts(room) < MAX_OUTCASTS) return
  throw new StanzaError('resource-constraint', `A room has at most ${MAX_OUTCASTS} bans.`)
}

type Named = { readonly room: Room; readonly user: string; readonly record: RecordOf<'affiliation'> }

function entryOf(taking: Taking, { room, user, record }: Named): AffiliationEntry {
  const { batch, tell } = taking
  const { affiliation, since = batch.at, isVisitor = false } = record
  const reason = cut(record.reason ?? '', LONGEST_REASON)
  if (reason !== (record.reason ?? '')) tell(`The reason of ${user} was cut to ${LONGEST_REASON} characters.`)
  const common = { affiliation, reason, since: past(taking, since) }
  if (affiliation === 'outcast') return { ...common, nick: '', visited: 0 }
  const visited = Math.min(record.visited ?? room.activity, room.activity)
  const nick = nickFor(taking, { room, user, record })
  return { ...common, nick, visited, ...(isVisitor && affiliation === 'member' && { isVisitor }) }
}

/** The reserved nick; empty if another person has reserved it, or if it is no nick here. */
function nickFor({ tell }: Taking, { room, user, record: { nick = '' } }: Named): string {
  if (nick === '') return ''
  const prepared = prepareNick(nick)
  try {
    if (prepared !== undefined) {
      refuseNickOfOthers(room, prepared, user)
      return prepared
    }
  } catch (refusal) {
    if (!(refusal instanceof StanzaError)) throw refusal
  }
  tell(`${user} has no reserved nick: ${JSON.stringify(nick.slice(0, 100))} is another person's or not possible.`)
  return ''
}
