import { emptyRoom } from '../../muc/model/room.js'
import type { RoomConfig } from '../../muc/model/room-config.js'
import { changeAffiliation } from '../../muc/operations/change-affiliation.js'
import { DEEPEST_DATA, isWithinBounds, LONGEST_DATA } from '../../rooms-api/custom-data.js'
import { StanzaError } from '../../stanza/error.js'
import type { RecordOf } from '../record.js'
import { past, roomOf, type Taking } from './taking.js'

const LANGUAGE = /^([a-z]{1,8}(-[a-z\d]{1,8})*)?$/i

/**
 * A room begins. It is archived, so that nobody enters without the bans and the settings that follow, until `room-end`.
 * Throws `conflict` if there is a room of this address or this id.
 */
export function takeRoom(taking: Taking, record: RecordOf<'room'>): void {
  const { addresses, batch, rooms, origins, intake } = taking
  const { createdAt = batch.at, locked = false, archived = false, activity = 0, hours = [] } = record
  const jid = addresses.room(record.room)
  const id = record.id ?? batch.newId().slice(0, 24)
  if (rooms.get(jid)) throw new StanzaError('conflict', `There is a room ${jid} already.`)
  if (rooms.byId(id)) throw new StanzaError('conflict', `There is a room with the id ${id} already.`)
  const owner = addresses.person(record.owner)
  const creator = addresses.anyoneOrNone(record.creator ?? '') || owner
  const config = configOf(taking, record)
  removeTombstone(taking, jid)
  const made = { jid, id, creator, createdAt: past(taking, createdAt), locked, archived: true, config }
  batch.change({ kind: 'room', jid, was: undefined, now: emptyRoom(made) })
  const origin = { room: jid, intake: intake.id, archived, isComplete: false }
  batch.change({ kind: 'room-origin', was: undefined, now: origin })
  origins.set(jid, origin)
  const room = roomOf(taking, record.room)
  const now = { affiliation: 'owner' as const, reason: '', since: made.createdAt, nick: '', visited: activity }
  changeAffiliation({ batch, room }, { user: owner, was: undefined, now })
  if (activity > 0) batch.change({ kind: 'activity', room: jid, was: 0, now: activity })
  for (const [hour, messages] of hours) {
    batch.change({ kind: 'message-count', room: jid, hour, was: room.messageCounts.get(hour), now: messages })
  }
}

/** The room is complete: it becomes archived only if it was. */
export function endRoom(taking: Taking, record: RecordOf<'room-end'>): void {
  const { batch, origins } = taking
  const room = roomOf(taking, record.room)
  const { jid } = room.record
  const was = origins.get(jid)
  if (!was) return
  const now = { ...was, isComplete: true }
  if (!was.archived) {
    batch.change({ kind: 'record', room: jid, was: room.record, now: { ...room.record, archived: false } })
  }
  batch.change({ kind: 'room-origin', was, now })
  origins.set(jid, now)
}

/** The settings with the defaults for those that are absent. A temporary room would end at once, as nobody is in it. */
function configOf({ addresses, settings, tell }: Taking, { settings: given }: RecordOf<'room'>): RoomConfig {
  const { contacts = [], lang = '', customData = {} } = given
  if (!LANGUAGE.test(lang))
    throw new StanzaError('not-acceptable', `The language is "${lang}"; expected one such as en.`)
  if (!isWithinBounds(customData)) {
    throw new StanzaError(
      'not-acceptable',
      `customData has at most ${LONGEST_DATA} characters as JSON, and at most ${DEEPEST_DATA} levels.`,
    )
  }
  const config = { ...settings.defaults, ...given, contacts: contacts.map(contact => addresses.person(contact)) }
  if (config.persistent) return config
  tell('The room was temporary; it is persistent now, because nobody is in it.')
  return { ...config, persistent: true }
}

/** The operator wants the room: a destroyed one at its address is forgotten. */
function removeTombstone({ batch, tombstones }: Taking, jid: string): void {
  const was = tombstones.get(jid)
  if (was) batch.change({ kind: 'tombstone', jid, at: batch.at, was, now: undefined })
}
