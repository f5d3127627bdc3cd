import { type Static, Type } from '@sinclair/typebox'
import type { Found } from '../../muc/lookup.js'
import type { User } from '../../muc/user.js'
import { userIdOf } from '../../user-id.js'
import { userView, wholeUser } from '../views/user-view.js'

/** What is answered to who has signed in; at the top, not in `data`. */
export const signInAnswer = Type.Object({
  token: Type.String({ description: 'For the header Authorization: Bearer' }),
  loggedInUser: Type.Composite([wholeUser, Type.Object({ jid_password: Type.Optional(Type.String()) })]),
  loggedInApplication: Type.Object({ id: Type.String(), name: Type.String() }),
})

/** The application that our tokens are for, as they name it. */
const APPLICATION = { id: 'latchstring', name: 'Latchstring' }

/** What the service knows of a person whom it has looked up (`users`), nothing being said of who is not known yet. */
export function knownUser({ found }: { found: Found }, jid: string): User {
  return found.users?.find(user => user.jid === jid) ?? { jid, id: userIdOf(jid), profile: {} }
}

/** That part of the answer which says who has signed in, looked up likewise. */
export function signInAnswerFor(turn: { found: Found }, jid: string): Omit<Static<typeof signInAnswer>, 'token'> {
  return { loggedInUser: userView(knownUser(turn, jid)), loggedInApplication: APPLICATION }
}
