import type { DeliveryChange, OutboxChange } from '../batch.js'
import type { InviteEventChange, OpenInviteChange } from '../invites/facts.js'
import type { Context } from '../muc/context.js'
import type { Affiliation } from '../muc/model/affiliation.js'
import type {
  AffiliationChange,
  Change,
  HistoryChange,
  MapChange,
  OccupantChange,
  RecordChange,
  RoomChange,
} from '../muc/model/change.js'
import { changedKeys } from '../muc/model/changed-keys.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { parseElement } from '../stanza/element.js'
import { isModerated, retractedId } from '../stanza/retraction.js'
import { type EventDetails, type EventKind, LONGEST_BODY } from './event.js'
import type { EventChange } from './facts.js'

type AnyChange = Change | DeliveryChange | OutboxChange

type Told = { readonly kind: EventKind; readonly room: string | undefined } & EventDetails

/**
 * The changes that one piece of work made, the bare JID of the person who requested it, if any, and of the service account
 * that acted in the person's name, if any.
 */
export type Act = {
  readonly changes: readonly AnyChange[]
  readonly by: string | undefined
  readonly through?: string | undefined
}

/**
 * The events of an act, in the order of its changes. They hold no secret: a link is named by its `linkId`, a configuration
 * by its keys, and reasons are left out. What concerns no room is no event, and of a new room only that it is made.
 */
export function eventsOf(
  { batch, rooms }: Pick<Context, 'batch' | 'rooms'>,
  { changes, by = '', through }: Act,
): EventChange[] {
  const links = linksByJoiner(changes)
  const made = new Set(changes.flatMap(change => (change.kind === 'room' && !change.was ? [change.jid] : [])))
  const jidOf = (roomId: string) => rooms.byId(roomId)?.record.jid
  const configOf = (jid: string) => rooms.get(jid)?.record.config
  const known = { by, links, jidOf, configOf }
  const events: EventChange[] = []
  for (const change of changes) {
    const told = toldBy(change, known)
    if (told?.room === undefined || (made.has(told.room) && told.kind !== 'room.made')) continue
    const { kind, room, ...details } = told
    const now = { id: batch.newId(), kind, at: batch.at, room, by, ...(through !== undefined && { through }), details }
    events.push({ kind: 'event', was: undefined, now })
  }
  return events
}

type Known = {
  readonly by: string
  /** The links by which people have joined in this act, by bare JID. */
  readonly links: ReadonlyMap<string, string>
  jidOf(roomId: string): string | undefined
  configOf(jid: string): RoomConfig | undefined
}

function toldBy(change: AnyChange, known: Known): Told | undefined {
  switch (change.kind) {
    case 'room':
      return ofRoom(change)
    case 'record':
      return ofRecord(change)
    case 'subject':
      return { kind: 'room.changed', room: change.room, keys: ['subject'] }
    case 'affiliation':
      return ofAffiliation(change, known)
    case 'guest':
      return ofGuest(change)
    case 'invite-event':
      return ofLink(change, known)
    case 'open-invite':
      return ofUse(change, known)
    case 'link-end':
      return { kind: 'link.ended', room: known.jidOf(change.now.roomId), link: change.now.linkId }
    case 'told-message':
      return { ...change.now, room: change.room }
    case 'history':
      return ofModeration(change, known)
    case 'occupant':
      return ofOccupant(change, known)
    default:
      return undefined
  }
}

function ofRoom({ jid, was, now }: RoomChange): Told | undefined {
  if (now && !was) return { kind: 'room.made', room: jid }
  return now ? undefined : { kind: 'room.destroyed', room: jid }
}

function ofRecord({ room, was, now }: RecordChange): Told | undefined {
  const keys = changedKeys(was.config, now.config)
  if (was.archived !== now.archived) keys.push('archived')
  return keys.length > 0 ? { kind: 'room.changed', room, keys } : undefined
}

function ofAffiliation({ room, user, was, now }: AffiliationChange, { by, links }: Known): Told | undefined {
  const from: Affiliation = was?.affiliation ?? 'none'
  const to: Affiliation = now?.affiliation ?? 'none'
  if (from === to) return undefined
  if (to === 'outcast') return { kind: 'member.banned', room, user, from, to }
  if (to === 'none' && from !== 'outcast') {
    return { kind: by === user ? 'member.left' : 'member.removed', room, user, from, to }
  }
  if (to === 'none' || from !== 'none') return { kind: 'member.changed', room, user, from, to }
  const link = links.get(user)
  return { kind: 'member.joined', room, user, from, to, ...(link !== undefined && { link }) }
}

/** A guest joins when let in by the link or by a moderator. */
function ofGuest({ room, key: user, was, now }: MapChange<'guest'>): Told | undefined {
  const [wasIn, isIn] = [was?.state === 'admitted', now?.state === 'admitted']
  const { name, linkId: link } = now ?? was ?? {}
  if (wasIn === isIn || name === undefined || link === undefined) return undefined
  return { kind: isIn ? 'guest.joined' : 'guest.left', room, user, name, link }
}

function ofLink({ now }: InviteEventChange, { jidOf }: Known): Told | undefined {
  const { event, linkId: link, user, by, name } = now
  const room = jidOf(now.roomId)
  const ofPerson = { room, link, user, ...(name !== undefined && { name }) }
  switch (event) {
    case 'made':
    case 'bound':
      return { kind: 'link.made', room, link }
    case 'changed':
    case 'reset':
      return { kind: 'link.changed', room, link }
    case 'revoked':
    case 'unbound':
      return { kind: 'link.revoked', room, link }
    case 'asked':
      return { kind: 'request.made', ...ofPerson }
    case 'declined':
      return { kind: 'request.declined', ...ofPerson }
    case 'used':
      return by === user ? undefined : { kind: 'request.approved', ...ofPerson }
    default:
      return undefined
  }
}

function ofUse({ was, now }: OpenInviteChange, { jidOf }: Known): Told | undefined {
  const isLastUse = was && now && now.uses > was.uses && now.terms.maxUses > 0 && now.uses >= now.terms.maxUses
  return isLastUse ? { kind: 'link.used-up', room: jidOf(now.roomId), link: now.linkId } : undefined
}

/** A moderator's retraction comes from the room itself (XEP-0425); that of an author is told as a message. */
function ofModeration({ room, was, now }: HistoryChange, { configOf }: Known): Told | undefined {
  if (was || now.sender !== '' || !configOf(room)?.messageEvents) return undefined
  const message = parseElement(now.stanza)
  const retracts = isModerated(message) ? retractedId(message) : undefined
  if (retracts === undefined) return undefined
  return { kind: 'message.retracted', room, message: now.id, retracts: retracts.slice(0, LONGEST_BODY) }
}

/** Further clients of an occupant are no event. */
function ofOccupant({ room, nick, was, now }: OccupantChange, { configOf }: Known): Told | undefined {
  const { user } = now ?? was ?? {}
  if ((was && now) || user === undefined || !configOf(room)?.occupantEvents) return undefined
  return { kind: now ? 'occupant.entered' : 'occupant.left', room, user, name: nick }
}

function linksByJoiner(changes: readonly AnyChange[]): Map<string, string> {
  const used = changes.flatMap(change =>
    change.kind === 'invite-event' && change.now.event === 'used' ? [change.now] : [],
  )
  return new Map(used.map(({ user, linkId }) => [user, linkId]))
}
