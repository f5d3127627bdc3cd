import { mapOf, type Room } from '../muc/model/room.js'
import { mayAnswerRegistrations } from '../muc/operations/request-registration.js'
import { mayMakeLink } from './rights.js'

/** What a person may manage in a room, for the parts of a page. */
export type Managing = {
  /** The person sees who waits, who joined and who is banned. */
  readonly moderates: boolean
  /** How many people wait; 0 for a person who may not see it. */
  readonly waiting: number
  readonly makesLinks: boolean
  /** The person makes links that grant `moderator`. */
  readonly makesModerators: boolean
}

/** What a person (a bare JID) may manage in a room. Each act checks its right again. */
export function managingIn(room: Room, user: string): Managing {
  const moderates = mayAnswerRegistrations(room, user)
  return {
    moderates,
    waiting: moderates ? mapOf(room, 'registration').size : 0,
    makesLinks: mayMakeLink(room, user, 'member'),
    makesModerators: mayMakeLink(room, user, 'moderator'),
  }
}
