import { attr, type Element } from '../../../stanza/element.js'
import { parseJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import { isAtLeast } from '../../model/affiliation.js'
import type { Room } from '../../model/room.js'
import type { State } from '../../model/state.js'
import { raiseActivity } from '../../operations/track-activity.js'
import { notifyActivity } from './activity-message.js'
import { subscribe, unsubscribe } from './subscription.js'

/** XEP-0437: a client subscribes to notifications of new messages in its user's rooms without entering them. */
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
    notifyActivity(context, { rooms: found.activeRooms ?? [], sessions: [from.full] })
    return 'handled'
  },

  /** A notification that cannot be delivered ends the subscription. */
  onServiceMessage: context => unsubscribe(context, context.from, attr(context.stanza, 'type')),

  onReflected(context) {
    const { room, reflected } = context
    if (!reflected.getChild('body')) return
    const activity = raiseActivity(context)
    if (activity === undefined) return
    notifyActivity(context, { rooms: [room.record.jid], sessions: subscribedOutside(context, room, activity) })
  },
}

function isRequest(stanza: Element): boolean {
  return stanza.name === 'presence' && attr(stanza, 'type') === undefined && !!stanza.getChild('rai', NS.roomActivity)
}

/**
 * The subscribed sessions of members without unread messages. Scans the members or the subscribers, whichever is fewer.
 */
function subscribedOutside({ activitySubscriptions }: State, room: Room, activity: number): string[] {
  const { affiliations } = room
  const isShorter = activitySubscriptions.userCount() < affiliations.size
  const users = isShorter ? [...activitySubscriptions.users()] : [...affiliations.keys()]
  return users
    .filter(user => {
      const entry = affiliations.get(user)
      return entry && isAtLeast(entry.affiliation, 'member') && entry.visited === activity
    })
    .flatMap(user => [...activitySubscriptions.of(user)])
    .filter(session => !room.nicks.has(session))
}
