import { StanzaError } from '../../../stanza/error.js'
import { domainOf } from '../../../stanza/jid.js'
import type { Asked } from '../../command.js'
import type { RoomContext } from '../../context.js'
import type { AffiliationSetting } from '../../model/affiliation-setting.js'
import { affiliationOf, occupantOf, type Room } from '../../model/room.js'
import type { AffiliationItem } from '../../operations/admin-item.js'
import { admittedRole } from '../../operations/admitted-role.js'
import { refuseAffiliationChange, refuseNonAdmin } from '../../operations/affiliation-rules.js'
import { mayInvite } from '../../operations/count-invitations.js'
import { inviteMember } from '../../operations/invite-member.js'
import { reserveNick } from '../../operations/reserve-nick.js'
import { refuseOwnerless, setAffiliation } from '../../operations/set-affiliation.js'

/** Items times occupants, per request: one stanza must not delay all others. Our own decision. */
const MOST_COMPARED = 1_000_000

/**
 * Applies all items or none (§9.2). Checks each item against the affiliations before the first change.
 */
export function changeAll(context: Asked<RoomContext>, items: readonly AffiliationItem[]): void {
  const { room, rooms } = context
  refuseNonAdmin(room, context.from.bare)
  refuseTooMany(room, items.length)
  const settings = items.map(item => permitted(context, item))
  for (const setting of settings) {
    // A temporary room ends with its last occupant, and loses all affiliations.
    if (rooms.get(room.record.jid) !== room) return
    apply(context, setting)
  }
  refuseOwnerless(room)
}

function refuseTooMany({ occupants }: Room, items: number): void {
  const most = Math.max(1, Math.floor(MOST_COMPARED / Math.max(1, occupants.size)))
  if (items <= most) return
  throw new StanzaError('policy-violation', `In a room of this size, change at most ${most} affiliations at once.`)
}

function permitted(context: Asked<RoomContext>, item: AffiliationItem): AffiliationSetting {
  const { room, from, settings } = context
  const { affiliation, reason } = item
  const user = item.user ?? userWithNick(room, item.nick)
  // A client that does not know the real JID may send the occupant JID.
  const isOfRoom = domainOf(user) === settings.domain && admittedRole(context, user) === undefined
  if (affiliation !== 'none' && isOfRoom) {
    throw new StanzaError(
      'not-acceptable',
      `${user} is a room, not a person; use the attribute "nick" for an occupant.`,
    )
  }
  refuseAffiliationChange(room, { actor: from.bare, user, affiliation })
  const actor = occupantOf(room, from.full)
  // Without a JID, the nick identifies the occupant and is not to be reserved.
  const nick = item.user === undefined ? undefined : item.nick
  return { user, affiliation, nick, reason, actor: actor && { nick: actor.nick } }
}

function userWithNick(room: Room, nick: string | undefined): string {
  if (nick === undefined) throw new StanzaError('bad-request', 'The attribute "jid" of an item is missing.')
  const occupant = room.occupants.get(nick)
  if (!occupant) throw new StanzaError('item-not-found', `No occupant has the nick ${nick}; use the attribute "jid".`)
  return occupant.user
}

/**
 * Sends no notification if the affiliation is unchanged, nor for a nick reservation (§9.3). The members beyond the limit of
 * invitations get none: a long list must not reach many strangers.
 */
function apply(context: Asked<RoomContext>, setting: AffiliationSetting): void {
  const { room } = context
  const { user, nick } = setting
  const was = affiliationOf(room, user)
  if ((room.affiliations.get(user)?.affiliation ?? 'none') === setting.affiliation) {
    if (nick !== undefined) reserveNick(context, { user, nick })
    return
  }
  const isInvited = room.record.config.membersOnly && was === 'none' && setting.affiliation === 'member'
  const isCounted = isInvited && mayInvite(context, { inviter: context.from.bare, invited: [user] })
  setAffiliation(context, { ...setting, skipNotification: isInvited })
  if (isCounted) inviteMember(context, { ...setting, inviter: context.from.bare })
}
