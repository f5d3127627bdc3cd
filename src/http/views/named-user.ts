import { Type } from '@sinclair/typebox'
import { type Person, personNamed } from '../../invites/room-users/person.js'
import type { Turn } from '../../invites/turn.js'
import type { Touches } from '../../service.js'
import { parseBareJid } from '../../stanza/jid.js'
import { userIdOf } from '../../user-id.js'
import type { User } from '../auth/auth.js'
import { RequestError } from '../errors/request-error.js'

const EXPECTED = 'me, the id of a user (24 hexadecimal digits in lower case) or a bare JID'

/** How a request names a person. */
export const userName = Type.String({
  pattern: '^(me|[0-9a-f]{24}|[^@/]+@[^@/]+)$',
  description: 'me, a user id or a bare JID',
  expected: EXPECTED,
})

/** A person whom a request names: what has to be looked up for it, and who it is then. */
export type NamedUser = {
  readonly touches: Touches
  readonly isCaller: boolean
  person(turn: Turn): Person
}

/** Who is named. Nobody is looked up where the caller means themselves: their token says it. */
export function namedUser(name: string, caller: User): NamedUser {
  const asked = preparedName(name, caller)
  if (asked === caller.jid) return { touches: {}, isCaller: true, person: () => caller }
  return {
    touches: { lookup: { users: [asked] } },
    isCaller: false,
    person(turn) {
      const person = personNamed(turn, asked)
      return { ...person, id: userIdOf(person.jid) }
    },
  }
}

/** An id, or a bare JID in the form in which they are compared; the latter of the caller, however they are named. */
export function preparedName(name: string, caller: User): string {
  const jid = parseBareJid(name)
  if (!jid && name.includes('@')) {
    throw new RequestError('bad-request', { details: [{ param: 'userId', msg: `must be ${EXPECTED}`, value: name }] })
  }
  const prepared = jid?.bare ?? name
  return prepared === 'me' || prepared === caller.id ? caller.jid : prepared
}
