import type { InviteEvent } from '../../invites/link-history.js'
import type { OpenInvite } from '../../invites/open-invite.js'
import { readDomains } from '../../invites/terms.js'
import { StanzaError } from '../../stanza/error.js'
import { personalLinkKey } from '../facts.js'
import type { RecordOf } from '../record.js'
import { past, reserveName, roomOf, type Taking } from './taking.js'

/** A room in memory holds all of its links. */
const MOST_LINKS = 10_000

/**
 * A link with the id and the terms that it had, so that printed ones go on working. Throws `conflict` if the id is in use, or
 * if its owner has another link of the kind of which each person has one, and `resource-constraint` beyond 10,000 of a room.
 */
export function takeLink(taking: Taking, record: RecordOf<'link'>): void {
  const { addresses, batch } = taking
  const { kind, room: named, ...stored } = record
  const roomId = roomIdOf(taking, record)
  const owner = addresses.person(record.owner)
  const terms = { ...record.terms, domains: readDomains(record.terms.domains) }
  const now = { ...stored, roomId, owner, terms, createdAt: past(taking, record.createdAt) }
  if (named !== undefined) refuseMany(taking, roomId)
  reserveKind(taking, now)
  reserveName(taking, now.id, `The link ${now.linkId}`)
  reserveName(taking, now.linkId, `The link ${now.linkId}`)
  batch.change({ kind: 'open-invite', was: undefined, now })
}

/** An entry of the link history. */
export function takeLinkEvent(taking: Taking, record: RecordOf<'link-event'>): void {
  const { addresses, batch } = taking
  const { linkId, event, condition, name } = record
  const now: InviteEvent = {
    ...{ linkId, event, condition },
    roomId: roomIdOf(taking, record),
    at: past(taking, record.at),
    user: addresses.anyoneOrNone(record.user),
    by: addresses.anyoneOrNone(record.by),
    ...(name !== undefined && name !== '' && { name }),
  }
  batch.change({ kind: 'invite-event', was: undefined, now })
}

/** The id of the room of its block; without a block, an id that no room here has. */
function roomIdOf(taking: Taking, { room: named, roomId }: { room?: string; roomId: string }): string {
  if (named !== undefined) return roomOf(taking, named).record.id
  if (!taking.rooms.byId(roomId)) return roomId
  throw new StanzaError('conflict', `The id ${roomId} is that of a room here.`)
}

function refuseMany({ openInvites }: Taking, roomId: string): void {
  if (openInvites.countOfRoom(roomId) < MOST_LINKS) return
  throw new StanzaError('resource-constraint', `A room has at most ${MOST_LINKS} links.`)
}

type Owned = { readonly owner: string; readonly roomId: string; readonly roomType: string; readonly isDefault: boolean }

/** A person has one personal link of each type, and one member link to each room. */
function reserveKind(taking: Taking, { owner, roomId, roomType, isDefault }: Owned): void {
  if (roomType !== 'default')
    return reserveName(taking, personalLinkKey({ owner, roomType }), `A ${roomType} of ${owner}`)
  const isSame = (one: OpenInvite) => one.isDefault && one.roomType === roomType && one.owner === owner
  if (!isDefault || !taking.openInvites.someOfRoom(roomId, isSame)) return
  throw new StanzaError('conflict', `${owner} has a member link to this room already.`)
}
