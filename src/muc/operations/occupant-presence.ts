import { attr, type Element, readyXml, xml } from '../../stanza/element.js'
import { reasonGiven, statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import type { Actor } from '../model/affiliation-setting.js'
import type { Versions } from '../model/affiliation-versions.js'
import { latestPresence, latestSession, type Occupant } from '../model/occupant.js'
import type { Role } from '../model/role.js'
import { affiliationOf, type Room } from '../model/room.js'
import { versionsElement } from './change-affiliation.js'
import { permittedPayloads } from './presence-payloads.js'
import { withHook } from './with-hook.js'

/** What a presence says of an occupant, beside role, affiliation and the payloads of the client. */
export type Announcement = {
  readonly occupant: Occupant
  /** The occupant leaves the room, or its nick for `newNick`. `presence` has the payloads of the leave presence. */
  readonly leaves?: { readonly presence?: string; readonly newNick?: string }
  /** Status codes for every receiver (XEP-0045 §15.6.2). */
  readonly codes?: readonly number[]
  /** Status codes for the occupant alone, beside 110. */
  readonly ownCodes?: readonly number[]
  /** The roles that count as broadcast, instead of those of the room's configuration. */
  readonly visibleRoles?: readonly Role[]
  readonly actor?: Actor | undefined
  readonly reason?: string | undefined
  /** The versions before and after a change of the affiliation (XEP-0463 §5.2.2). */
  readonly versions?: Versions | undefined
  readonly answers?: Answered | undefined
}

/** A presence of a client (a full JID) that the room answers: the client's self-presence has its id (XEP-0045 §7.2.2). */
export type Answered = { readonly session: string; readonly id: string | undefined }

/** What the room's self-presence answers; `from` is the client that sent the presence. */
export function answerTo(presence: Element, from: { readonly full: string }): Answered {
  return { session: from.full, id: attr(presence, 'id') }
}

/** The room's presence of an occupant (XEP-0045 §7.2.2); `showJid` adds the real JID (§7.2.3). */
export function occupantPresence(
  context: RoomContext,
  announcement: Announcement & { showJid: boolean; id?: string | undefined },
): Element {
  const { room } = context
  const { occupant, leaves, versions, id, codes = [] } = announcement
  const from = `${room.record.jid}/${occupant.nick}`
  const payloads = permittedPayloads(room, occupant.role, leaves ? (leaves.presence ?? '') : latestPresence(occupant))
  const x = xml('x', NS.mucUser, item(room, announcement))
  if (versions) x.append(versionsElement(versions))
  for (const code of codes) x.append(statusCode(code))
  const presence = xml('presence', { from, id, type: leaves && 'unavailable' }, ...readyXml(payloads), x)
  presence.append(...presenceExtensions(context, occupant))
  return presence
}

/** The extensions that the capabilities add to every presence of an occupant. */
export function presenceExtensions(context: RoomContext, occupant: Occupant): Element[] {
  return withHook(context.capabilities, 'presenceExtensions').flatMap(it => it.presenceExtensions(context, occupant))
}

/** The occupant's current state; an absent member is unavailable (XEP-0045 §5.1). */
export function currentState(occupant: Occupant): Announcement {
  return occupant.role === 'none' ? { occupant, leaves: {} } : { occupant }
}

function item(room: Room, announcement: Announcement & { showJid: boolean }): Element {
  const { occupant, leaves, actor, reason, showJid } = announcement
  const staysInRoom = !leaves || leaves.newNick !== undefined
  const element = xml('item', {
    affiliation: affiliationOf(room, occupant.user),
    role: staysInRoom ? occupant.role : 'none',
    jid: showJid ? (latestSession(occupant)?.jid ?? occupant.user) : undefined,
    nick: leaves?.newNick,
  })
  if (actor) element.append(xml('actor', { nick: actor.nick }))
  element.append(...reasonGiven(reason))
  return element
}
