import { Type } from '@sinclair/typebox'
import type { Context } from '../../muc/context.js'
import { type Person, personNamed } from '../../rooms-api/room-users/person.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import type { Needs } from '../../service/types.js'
import { parseBareJid } from '../../stanza/jid.js'
import type { User } from '../auth/auth.js'
import { RequestError } from '../errors/request-error.js'

const EXPECTED = 'me, a user id (24 hexadecimal digits in lower case) or a bare JID'

/** A parameter that names a user. */
export const userName = Type.String({
  pattern: '^(me|[0-9a-f]{24}|[^@/]+@[^@/]+)$',
  description: 'me, a user id or a bare JID',
  expected: EXPECTED,
})

/** A user whom a request names: the lookup that is needed, and the user that it gives. */
export type NamedUser = {
  readonly touches: Needs
  readonly isCaller: boolean
  person(turn: Context): Person
}

/** Resolves the name of a user. The caller needs no lookup: the token identifies them. Throws `bad-request`. */
export function namedUser(name: string, caller: User): NamedUser {
  const prepared = preparedName(name, caller)
  if (prepared === caller.jid) return { touches: {}, isCaller: true, person: () => caller }
  return {
    touches: { lookup: { users: [prepared] } },
    isCaller: false,
    person(turn) {
      const person = personNamed(turn, prepared)
      return { ...person, id: userIdOf(person.jid) }
    },
  }
}

/** The user id or the prepared bare JID; for the caller always the bare JID. Throws `bad-request`. */
export function preparedName(name: string, caller: User): string {
  const jid = parseBareJid(name)
  if (!jid && name.includes('@')) {
    throw new RequestError('bad-request', { details: [{ param: 'userId', msg: `must be ${EXPECTED}`, value: name }] })
  }
  const prepared = jid?.bare ?? name
  return prepared === 'me' || prepared === caller.id ? caller.jid : prepared
}
