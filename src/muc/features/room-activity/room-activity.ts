import { attr, type Element } from '../../../stanza/element.js'
import { parseJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import { isAtLeast } from '../../model/affiliation.js'
import type { Room } from '../../model/room.js'
import type { State } from '../../model/state.js'
import { raiseActivity } from '../../operations/track-activity.js'
import { tellOfActivity } from './activity-message.js'
import { subscribe, unsubscribe } from './subscription.js'

/** XEP-0437: a client hears, without being inside, in which of its person's rooms something new is said. */
export const roomActivity: Capability = {
  serviceFeatures: [NS.roomActivity],

  lookUp(stanza, to) {
    const from = parseJid(attr(stanza, 'from') ?? '')
    return from && to.local === '' && isRequest(stanza)
      ? { activeRooms: { session: from.full, user: from.bare } }
      : undefined
  },

  onServicePresence(context) {
    const { stanza, from, found } = context
    if (!isRequest(stanza)) return unsubscribe(context, from, attr(stanza, 'type'))
    subscribe(context, from)
    tellOfActivity(context, { rooms: found.activeRooms ?? [], sessions: [from.full] })
    return 'handled'
  },

  /** A notification that cannot be delivered ends the subscription. */
  onServiceMessage: context => unsubscribe(context, context.from, attr(context.stanza, 'type')),

  onReflected(context) {
    const { room, reflected } = context
    if (!reflected.getChild('body')) return
    const visited = raiseActivity(context)
    if (visited === undefined) return
    tellOfActivity(context, { rooms: [room.record.jid], sessions: subscribedOutside(context, room, visited) })
  },
}

function isRequest(stanza: Element): boolean {
  return stanza.name === 'presence' && attr(stanza, 'type') === undefined && !!stanza.getChild('rai', NS.roomActivity)
}

/** The clients of members who have heard all up to now. Looks at members or at subscribers, whichever are fewer. */
function subscribedOutside({ activitySubscriptions }: State, room: Room, visited: number): string[] {
  const { affiliations } = room
  const isShorter = activitySubscriptions.userCount() < affiliations.size
  const users = isShorter ? [...activitySubscriptions.users()] : [...affiliations.keys()]
  return users
    .filter(user => {
      const entry = affiliations.get(user)
      return entry && isAtLeast(entry.affiliation, 'member') && entry.visited === visited
    })
    .flatMap(user => [...activitySubscriptions.of(user)])
    .filter(session => !room.nicks.has(session))
}
