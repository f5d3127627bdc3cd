import type { Outgoing } from '../../src/batch.js'
import { type Affiliation, isAtLeast } from '../../src/muc/model/affiliation.js'
import type { Change } from '../../src/muc/model/change.js'
import { sessionsOf } from '../../src/muc/model/occupant.js'
import { affiliationOf, isNonAnonymous, occupantOf, occupantsWith, type Room } from '../../src/muc/model/room.js'
import type { Rooms } from '../../src/muc/model/rooms.js'
import type { Settings } from '../../src/muc/model/state.js'
import { attr, type Element } from '../../src/stanza/element.js'
import { bareOf, domainOf } from '../../src/stanza/jid.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { StoredChange } from '../../src/store/store.js'
import { ADMIN, SECRET } from './xmpp-addresses.js'

/** A stanza and its true sender, who may have spelled the address in another way. */
export type Said = { readonly stanza: Element; readonly by: string; readonly step: number }
/** The sender's rights in the addressed room before the stanza. */
export type Before = {
  /** Bare JID of the room, which need not exist. */
  readonly jid: string
  readonly isThere: boolean
  readonly isOwner: boolean
  readonly isAdmin: boolean
  readonly isModerator: boolean
  readonly isInside: boolean
  readonly record: Room['record'] | undefined
  /** The full JIDs of all clients in the room, and of those that may see real JIDs. */
  readonly sessions: ReadonlySet<string>
  readonly seeing: ReadonlySet<string>
}
/** The effects of a stanza. */
export type Outcome = {
  readonly said: Said
  readonly before: Before
  readonly changes: readonly StoredChange[]
  readonly outgoing: readonly Outgoing[]
  readonly rooms: Rooms
  readonly settings: Settings
}

/** The rights of the user `by` in the room with this bare JID, now. */
export function statusIn(rooms: Rooms, jid: string, by: string): Before {
  const room = rooms.get(jid)
  const affiliation = room ? affiliationOf(room, by) : 'none'
  const own = room ? [...room.occupants.values()].filter(({ user }) => user === by) : []
  return {
    jid,
    isThere: room !== undefined,
    isOwner: affiliation === 'owner',
    isAdmin: isAtLeast(affiliation, 'admin'),
    isModerator: isAtLeast(affiliation, 'admin') || own.some(({ role }) => role === 'moderator'),
    isInside: own.length > 0,
    record: room?.record,
    sessions: new Set(room?.nicks.keys()),
    seeing: new Set(room ? seeingIn(room) : []),
  }
}

function seeingIn(room: Room): string[] {
  const seeing = isNonAnonymous(room) ? [...room.occupants.values()] : occupantsWith(room, ['moderator'])
  return seeing.flatMap(sessionsOf)
}

/** Returns the changes and stanzas that must not have happened. */
export function violations(outcome: Outcome): string[] {
  const { changes, outgoing, rooms } = outcome
  const touched = new Set(changes.flatMap(change => ('room' in change ? [change.room] : [])))
  return [
    ...changes.flatMap(change => forbiddenChange(outcome, change) ?? []),
    ...[...touched].flatMap(jid => wrongOccupants(rooms.get(jid))),
    ...outgoing.flatMap(({ stanza, to }) => leaks(outcome, stanza, to)),
  ]
}

/** Changes that need rights (XEP-0045 §5.2.1, §8, §9, §10). Service admins may do everything. */
function forbiddenChange({ said: { by }, before, changes }: Outcome, change: StoredChange): string | undefined {
  if (by === ADMIN) return undefined
  if (change.kind === 'room' && change.now) {
    return change.now.record.creator === by ? undefined : 'made a room for another user'
  }
  const jid = change.kind === 'room' ? change.jid : 'room' in change ? change.room : before.jid
  const isNew = changes.some(({ kind, now }) => kind === 'room' && now && isRoom(now) && now.record.jid === jid)
  if (isNew) return undefined
  if (jid !== before.jid && change.kind !== 'occupant') return `wrote to ${before.jid}, but changed ${jid}`
  if (change.kind === 'affiliation') return forbiddenAffiliationChange({ by, before }, change)
  return RIGHTS[change.kind]?.(before) === false ? `has no right to this change: ${change.kind}` : undefined
}

/** The rights that each kind of change needs. */
const RIGHTS: Readonly<Record<string, (before: Before) => boolean>> = {
  record: ({ isOwner }) => isOwner,
  // An unconfigured room ends when its creator leaves, whatever their affiliation is then.
  room: ({ isOwner, isInside, record }) => isOwner || !record?.config.persistent || (record.locked && isInside),
  subject: ({ isModerator, isInside, record }) => isModerator || (isInside && record?.config.changeSubject === true),
  vcard: ({ isOwner }) => isOwner,
  hat: ({ isAdmin }) => isAdmin,
  wearer: ({ isAdmin }) => isAdmin,
  'voice-request': ({ isInside }) => isInside,
  history: ({ isInside, isModerator }) => isInside || isModerator,
}

function isRoom(value: unknown): value is Room {
  return typeof value === 'object' && value !== null && 'record' in value && 'occupants' in value
}

function forbiddenAffiliationChange(
  { by, before }: { by: string; before: Before },
  { user, was, now }: Extract<Change, { kind: 'affiliation' }>,
): string | undefined {
  const { isThere, isOwner, isAdmin, isModerator, isInside, record } = before
  const from: Affiliation = was?.affiliation ?? 'none'
  const into: Affiliation = now?.affiliation ?? 'none'
  const isHigh = isAtLeast(from, 'admin') || isAtLeast(into, 'admin')
  if (from === into || !isThere || isOwner) return undefined
  if (isHigh) return `no owner, but changed ${user} from ${from} to ${into}`
  if (isAdmin) return undefined
  if (from === 'outcast' || into === 'outcast') return `no admin, but changed ${user} from ${from} to ${into}`
  const invites = isInside && record?.config.membersOnly && record.config.allowInvites
  if (user === by || invites || isModerator) return undefined
  return `no rights, but changed ${user} from ${from} to ${into}`
}

/** Checks that each occupant may be in the room (§7.2.6, §7.2.7) and has a visible nick and only own clients. */
function wrongOccupants(room: Room | undefined): string[] {
  if (!room) return []
  return [...room.occupants.values()].flatMap(({ nick, user, sessions }) => {
    const affiliation = affiliationOf(room, user)
    if (affiliation === 'outcast') return [`${user} is an outcast, but in the room`]
    if (room.record.config.membersOnly && affiliation === 'none') return [`${user} is no member, but in the room`]
    if (nick.trim() === '') return [`${user} has an invisible nick`]
    return sessions.some(({ jid }) => bareOf(jid) !== user) ? [`${user} has a client of another user`] : []
  })
}

/** Checks that only the permitted clients get real JIDs and the messages of a room. */
function leaks({ rooms, settings, said, before, changes }: Outcome, stanza: Element, to: readonly string[]): string[] {
  const from = attr(stanza, 'from') ?? ''
  const room = rooms.get(bareOf(from))
  if (!room || domainOf(from) !== settings.domain) return []
  const wrong: string[] = []
  // The `to` of an error repeats the address as the sender wrote it.
  const { to: _, ...attrs } = stanza.attrs
  const text = `${stanza.name} ${Object.values(attrs).join(' ')} ${stanza.children.join('')}`
  const type = attr(stanza, 'type')
  const isTalk = type === 'groupchat' || (stanza.name === 'presence' && type === undefined)
  for (const session of to) {
    const { isModerator } = statusIn(rooms, room.record.jid, bareOf(session))
    const own = bareOf(session) === said.by
    const isInside = occupantOf(room, session) !== undefined || before.sessions.has(session)
    if (isTalk && !isInside) wrong.push(`${session} is not in the room, but receives ${text}`)
    if (isNonAnonymous(room) || isModerator || before.seeing.has(session) || (own && before.isModerator)) continue
    if (wasModerator(changes, session)) continue
    const others = text.replaceAll(session, '').replaceAll(`${bareOf(session)}/${SECRET}`, '')
    if (others.includes(SECRET) && !said.stanza.children.join('').includes(SECRET)) {
      wrong.push(`${session} is no moderator, but sees a real address in ${text}`)
    }
  }
  return wrong
}

/** One request may make a user an owner and then a member, so a client may be a moderator in between. */
function wasModerator(changes: readonly StoredChange[], session: string): boolean {
  return changes.some(
    change =>
      change.kind === 'occupant' && change.now?.role === 'moderator' && sessionsOf(change.now).includes(session),
  )
}

/** RFC 6120 §8.2.3: a request is answered once, or relayed. A stanza without a valid sender gets no answer. */
export function unanswered({ said: { stanza, by }, outgoing }: Outcome): string | undefined {
  const type = attr(stanza, 'type')
  const id = attr(stanza, 'id')
  if (stanza.name !== 'iq') return undefined
  const answers = outgoing.filter(({ stanza: sent, to }) => {
    const isAnswer = attr(sent, 'type') === 'result' || attr(sent, 'type') === 'error'
    return sent.name === 'iq' && isAnswer && attr(sent, 'id') === id && to.every(jid => bareOf(jid) === by)
  })
  const isRelayed = outgoing.some(
    ({ stanza: { name, attrs } }) => name === 'iq' && ['get', 'set'].includes(attrs['type']),
  )
  const isReply = type === 'result' || type === 'error'
  const expected = isReply || isRelayed ? 0 : 1
  return answers.length === expected ? undefined : `${answers.length} answers instead of ${expected}`
}

/** The internal errors among the sent stanzas. */
export function internalErrors(outgoing: readonly Outgoing[]): string[] {
  const isFault = ({ stanza }: Outgoing) => stanza.getChild('error')?.getChild('internal-server-error', NS.stanzas)
  return outgoing.filter(isFault).map(({ stanza }) => `an internal error: ${stanza.toString()}`)
}
