import { StanzaError } from '../../../stanza/error.js'
import { domainOf } from '../../../stanza/jid.js'
import type { Asked } from '../../command.js'
import type { RoomContext } from '../../context.js'
import type { AffiliationSetting } from '../../model/affiliation-setting.js'
import { affiliationOf, occupantOf, type Room } from '../../model/room.js'
import type { AffiliationItem } from '../../operations/admin-item.js'
import { refuseAffiliationChange, refuseNonAdmin } from '../../operations/affiliation-rules.js'
import { inviteMember } from '../../operations/invite-member.js'
import { reserveNick } from '../../operations/reserve-nick.js'
import { refuseOwnerless, setAffiliation } from '../../operations/set-affiliation.js'

/** Each item is compared with each occupant: no stanza is to keep all others waiting. Our own decision. */
const MOST_COMPARED = 1_000_000

/**
 * All or nothing (§9.2). Each item is judged by what its sender and its person were before the first one. Who asked
 * hears of success before anybody hears of the change (§9.1 to §9.5, §10.3 to §10.8).
 */
export function changeAll(
  asked: Asked<RoomContext>,
  items: readonly AffiliationItem[],
  answer: () => void = () => undefined,
): void {
  const { room, rooms } = asked
  refuseNonAdmin(room, asked.from.bare)
  refuseTooMany(room, items.length)
  const settings = items.map(item => permitted(asked, item))
  answer()
  for (const setting of settings) {
    // With its last occupant a temporary room has ended, and all affiliations with it.
    if (rooms.get(room.record.jid) !== room) return
    apply(asked, setting)
  }
  refuseOwnerless(room)
}

function refuseTooMany({ occupants }: Room, items: number): void {
  const most = Math.max(1, Math.floor(MOST_COMPARED / Math.max(1, occupants.size)))
  if (items <= most) return
  throw new StanzaError('policy-violation', `In a room of this size, change at most ${most} affiliations at once.`)
}

function permitted({ room, from, settings }: Asked<RoomContext>, item: AffiliationItem): AffiliationSetting {
  const { affiliation, reason } = item
  const user = item.user ?? userWithNick(room, item.nick)
  // A client that does not know the person's JID may give that of the occupant.
  if (affiliation !== 'none' && domainOf(user) === settings.domain) {
    throw new StanzaError(
      'not-acceptable',
      `${user} is a room and no person; name an occupant by the attribute "nick".`,
    )
  }
  refuseAffiliationChange(room, { actor: from.bare, user, affiliation })
  const actor = occupantOf(room, from.full)
  // Where the item names its person by the nick alone, it reserves nothing.
  const nick = item.user === undefined ? undefined : item.nick
  return { user, affiliation, nick, reason, actor: actor && { nick: actor.nick } }
}

function userWithNick(room: Room, nick: string | undefined): string {
  if (nick === undefined) throw new StanzaError('bad-request', 'An item names a person by the attribute "jid".')
  const occupant = room.occupants.get(nick)
  if (!occupant) throw new StanzaError('item-not-found', `Nobody here is called ${nick}; use the attribute "jid".`)
  return occupant.user
}

/** What is so already is not told again; that a nick is reserved is told to nobody (§9.3). */
function apply(asked: Asked<RoomContext>, setting: AffiliationSetting): void {
  const { room } = asked
  const { user, nick } = setting
  const was = affiliationOf(room, user)
  if ((room.affiliations.get(user)?.affiliation ?? 'none') === setting.affiliation) {
    if (nick !== undefined) reserveNick(asked, { user, nick })
    return
  }
  const isInvited = room.record.config.membersOnly && was === 'none' && setting.affiliation === 'member'
  setAffiliation(asked, { ...setting, skipNotification: isInvited })
  if (isInvited) inviteMember(asked, { ...setting, inviter: asked.from.bare })
}
