import { xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { domainOf } from '../../stanza/jid.js'
import { reasonGiven } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import { type AffiliationItem, readAffiliationItems } from '../admin-item.js'
import { type AffiliationSetting, refuseOwnerless, setAffiliation } from '../affiliation.js'
import { refuseAffiliationChange, refuseListing, refuseStranger } from '../affiliation-rules.js'
import type { Capability, RoomQuery } from '../capability.js'
import { inviteMember } from '../inviter.js'
import { reserveNick } from '../reserved-nick.js'
import { ROLES_INSIDE, roleField } from '../role-field.js'
import { affiliationOf, occupantOf, type Room } from '../room.js'

const MEMBER_LIST = 'muc#roomconfig_getmemberlist'
const LABEL = 'Who may see the member list, where addresses are shown to anyone'

/** XEP-0045 §9.1 to §9.5 and §10.3 to §10.8: bans, members, admins and owners, one or many at once, and their lists. */
export const affiliationChange: Capability = {
  fields: config => [
    roleField({ name: MEMBER_LIST, label: LABEL, roles: config.getMemberList, offered: ROLES_INSIDE }),
  ],
  configure: (form, config) => ({ getMemberList: form.someOf(MEMBER_LIST, ROLES_INSIDE) ?? config.getMemberList }),

  onQuery(query) {
    if (query.namespace !== NS.mucAdmin) return 'pass'
    const items = readAffiliationItems(query.payload)
    if (query.type === 'get') list(query, items)
    else changeAll(query, items)
    return 'handled'
  },
}

/**
 * All or nothing (§9.2). Each item is judged by what its sender and its person were before the first one. Who asked
 * hears of success before anybody hears of the change (§9.1 to §9.5, §10.3 to §10.8).
 */
function changeAll(query: RoomQuery, items: readonly AffiliationItem[]): void {
  const { room, rooms } = query
  refuseStranger(room, query.from.bare)
  const settings = items.map(item => permitted(query, item))
  query.answer()
  for (const setting of settings) {
    // With its last occupant a temporary room has ended, and all affiliations with it.
    if (rooms.get(room.record.jid) !== room) return
    apply(query, setting)
  }
  refuseOwnerless(room)
}

function permitted({ room, from, rooms }: RoomQuery, item: AffiliationItem): AffiliationSetting {
  const { affiliation, reason } = item
  const user = item.user ?? userWithNick(room, item.nick)
  // A client that does not know the person's JID may give that of the occupant.
  if (affiliation !== 'none' && domainOf(user) === rooms.settings.domain) {
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
function apply(query: RoomQuery, setting: AffiliationSetting): void {
  const { room } = query
  const { user, nick } = setting
  const was = affiliationOf(room, user)
  if ((room.affiliations.get(user)?.affiliation ?? 'none') === setting.affiliation) {
    if (nick !== undefined) reserveNick(query, { user, nick })
    return
  }
  const isInvited = room.record.config.membersOnly && was === 'none' && setting.affiliation === 'member'
  setAffiliation(query, { ...setting, isTold: isInvited })
  if (isInvited) inviteMember(query, { ...setting, inviter: query.from.bare })
}

/** With the bare JID and the reserved nick, and without a role (§17.4). */
function list({ room, from, answer }: RoomQuery, items: readonly AffiliationItem[]): void {
  const asked = new Set(items.map(item => item.affiliation))
  for (const affiliation of asked) refuseListing(room, { asker: from, affiliation })
  const listed = [...room.affiliations].filter(([, { affiliation }]) => asked.has(affiliation))
  const shown = listed.map(([jid, { affiliation, nick, reason }]) =>
    xml('item', { affiliation, jid, nick: nick || undefined }, ...reasonGiven(reason)),
  )
  answer(xml('query', NS.mucAdmin, ...shown))
}
