import { type Static, Type } from '@sinclair/typebox'
import type { Found } from '../../muc/model/lookup.js'
import type { User } from '../../rooms-api/user.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { userView, wholeUser } from '../views/user-view.js'

/** The answer to a sign-in. COMPAT: its keys are at the top level, not in `data`. */
export const signInAnswer = Type.Object({
  token: Type.String({ description: 'For the header Authorization: Bearer' }),
  loggedInUser: Type.Composite([wholeUser, Type.Object({ jid_password: Type.Optional(Type.String()) })]),
  loggedInApplication: Type.Object({ id: Type.String(), name: Type.String() }),
})

/** The application that the claims of our tokens name. */
const APPLICATION = { id: 'latchstring', name: 'Latchstring' }

/** The user from the lookup `users`; with an empty profile if the service does not know them yet. */
export function knownUser({ found }: { found: Found }, jid: string): User {
  return found.users?.find(user => user.jid === jid) ?? { jid, id: userIdOf(jid), profile: {} }
}

/** The answer without its token. Needs the lookup `users`. */
export function signInAnswerFor(turn: { found: Found }, jid: string): Omit<Static<typeof signInAnswer>, 'token'> {
  return { loggedInUser: userView(knownUser(turn, jid)), loggedInApplication: APPLICATION }
}
