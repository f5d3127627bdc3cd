import { Type } from '@sinclair/typebox'
import { isGuestAddress } from '../../../guests/guest-address.js'
import { waitingWithId } from '../../../invites/pending-requests.js'
import type { Room } from '../../../muc/model/room.js'
import type { Person } from '../../../rooms-api/room-users/person.js'
import type { ServiceContext } from '../../../service/types.js'
import { parseBareJid, parseJid } from '../../../stanza/jid.js'
import type { User } from '../../auth/auth.js'
import { RequestError } from '../../errors/request-error.js'
import { echoOf } from '../../errors/validation.js'
import { namedUser } from '../../views/named-user.js'
import type { BulkItem, ReadItem } from './bulk.js'
import { itemList } from './bulk-answer.js'

/** The most people of one list. Our own decision. */
const MOST = 500
/** Characters of a bare JID (RFC 7622 §3.1). */
const LONGEST = 2047
const EXPECTED = 'a user id or a bare JID'
const EXPECTED_IN_BAN = 'a user id, a bare JID or a domain'

/** The users of a request about many. */
export const people = itemList(Type.String({ description: EXPECTED }), { most: MOST, what: 'users' })

/** The users and domains of a request about many bans. */
export const banned = itemList(Type.String({ description: EXPECTED_IN_BAN }), { most: MOST, what: 'users or domains' })

type Act<Whom, Result> = (turn: ServiceContext, room: Room, whom: Whom) => Result
type Wanted<Whom, Result> = { readonly caller: User; readonly act: Act<Whom, Result> }

/** The items for the users that a list names. A name that is none is refused for itself. */
export function peopleIn<Result>(list: readonly unknown[], { caller, act }: Wanted<Person, Result>) {
  return list.map(name =>
    itemNamed(name, EXPECTED, text => {
      const { users, person } = userNamed(text, caller)
      return { users, act: (turn, room) => act(turn, room, person(turn)) }
    }),
  )
}

/** The items for the bare JIDs of those who wait. Guests have no user id that a look-up finds. */
export function waitingIn<Result>(list: readonly unknown[], { caller, act }: Wanted<string, Result>) {
  return list.map(name =>
    itemNamed(name, EXPECTED, text => {
      const { users, person } = userNamed(text, caller)
      const jid = parseBareJid(text)?.bare
      return { users, act: (turn, room) => act(turn, room, jid ?? waitingWithId(room, text) ?? person(turn).jid) }
    }),
  )
}

/** The items for the bare JIDs of the users, or the domains, that a list names. */
export function jidsIn<Result>(list: readonly unknown[], { caller, act }: Wanted<string, Result>) {
  return list.map(name =>
    itemNamed(name, EXPECTED_IN_BAN, text => {
      const { users, jid } = bannedNamed(text, caller)
      return { users, act: (turn, room) => act(turn, room, jid(turn)) }
    }),
  )
}

function userNamed(text: string, caller: User) {
  if (!text.includes('@') && !isId(text)) throw malformed(text, EXPECTED)
  const { touches, person } = namedUser(text, caller)
  return { users: touches.lookup?.users ?? [], person }
}

/**
 * The bare JID of a user or a guest, or the domain, that a name of a ban stands for. `users`: what the look-up `users` must
 * find. Throws `bad-request` if it is none of them.
 */
export function bannedNamed(
  name: string,
  caller: User,
): { readonly users: readonly string[]; readonly jid: (turn: ServiceContext) => string } {
  if (name !== 'me' && !name.includes('@') && !isId(name)) {
    const jid = parseJid(name)
    // The id of a link is a secret, and no domain: it would get into the list and the log.
    if (jid?.resource !== '' || /^[0-9a-f]{32}$/.test(jid.domain)) throw malformed(name, EXPECTED_IN_BAN)
    return { users: [], jid: () => jid.domain }
  }
  const { touches, person } = namedUser(name, caller)
  return { users: touches.lookup?.users ?? [], jid: turn => guestNamed(turn, name) ?? person(turn).jid }
}

/** The bare JID of a guest, whom no look-up of users finds; undefined for the name of another user. */
function guestNamed({ settings }: ServiceContext, name: string): string | undefined {
  const jid = parseJid(name)?.bare
  return jid !== undefined && isGuestAddress(jid, settings.domain) ? jid : undefined
}

/** Reads an item, which is refused if `name` is no such name. */
function itemNamed<Result>(
  name: unknown,
  expected: string,
  itemFor: (text: string) => BulkItem<Result>,
): ReadItem<Result> {
  return () => {
    try {
      if (typeof name !== 'string' || name === '' || name.length > LONGEST) throw malformed(name, expected)
      return itemFor(name)
    } catch (thrown) {
      if (!(thrown instanceof RequestError)) throw thrown
      const act = () => {
        throw thrown
      }
      return { users: [], act }
    }
  }
}

function isId(name: string): boolean {
  return /^[0-9a-f]{24}$/.test(name)
}

function malformed(value: unknown, expected: string): RequestError {
  return new RequestError('bad-request', { details: [{ param: 'user', msg: `must be ${expected}`, ...echoOf(value) }] })
}
