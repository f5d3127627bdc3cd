import { xml } from '../../../stanza/element.js'
import { reasonGiven } from '../../../stanza/muc-user.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { RoomQuery } from '../../context.js'
import { type AffiliationItem, readAffiliationItems } from '../../operations/admin-item.js'
import { refuseListing } from '../../operations/affiliation-rules.js'
import { ROLES_INSIDE } from '../../operations/role-field.js'
import { rolesSetting } from '../../operations/settings.js'
import { changeAll } from './change-all.js'
import { setInRoom, setInThisRoom } from './commands.js'

const MEMBER_LIST = 'muc#roomconfig_getmemberlist'
const LABEL = 'Roles that may see the member list of a non-anonymous room'

/** XEP-0045 §9.1 to §9.5 and §10.3 to §10.8: sets affiliations, one or several at once, and lists them. */
export const affiliationChange: Capability = {
  commands: [setInThisRoom],
  serviceCommands: [setInRoom],

  settings: [rolesSetting({ key: 'getMemberList', field: MEMBER_LIST, label: LABEL, offered: ROLES_INSIDE })],

  onQuery(query) {
    if (query.namespace !== NS.mucAdmin) return 'pass'
    const items = readAffiliationItems(query.payload)
    if (query.type === 'get') list(query, items)
    else changeAll(query, items)
    return 'handled'
  },
}

/** Lists bare JIDs and reserved nicks, without roles (§17.4). */
function list({ room, from, answer }: RoomQuery, items: readonly AffiliationItem[]): void {
  const requested = new Set(items.map(item => item.affiliation))
  for (const affiliation of requested) refuseListing(room, { requester: from, affiliation })
  const listed = [...room.affiliations].filter(([, { affiliation }]) => requested.has(affiliation))
  const entries = listed.map(([jid, { affiliation, nick, reason }]) =>
    xml('item', { affiliation, jid, nick: nick || undefined }, ...reasonGiven(reason)),
  )
  answer(xml('query', NS.mucAdmin, ...entries))
}
