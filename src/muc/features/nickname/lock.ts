import { StanzaError } from '../../../stanza/error.js'
import type { Capability } from '../../capability.js'
import type { Occupant } from '../../model/occupant.js'
import type { Room } from '../../model/room.js'
import { lockedNickOf } from '../../operations/reserve-nick.js'
import { switchSetting } from '../../operations/settings.js'

/** As Openfire calls it. */
const FIELD = 'x-muc#roomconfig_canchangenick'
/** As MongooseIM calls it, and COMPAT: as ejabberd 23 does. */
const VISITOR_FIELD = 'muc#roomconfig_allowvisitornickchange'
const EJABBERD_FIELD = 'allow_visitor_nickchange'

/** Whether a room lets its occupants, or its visitors, change their nicks. */
export const nickLock: Pick<Capability, 'settings'> = {
  settings: [
    switchSetting({ key: 'allowNickChange', field: FIELD, label: 'Occupants may change their nicks' }),
    switchSetting({
      ...{ key: 'allowVisitorNickChange', field: VISITOR_FIELD, others: [EJABBERD_FIELD] },
      label: 'Visitors may change their nicks, too',
    }),
  ],
}

/** §7.6: throws `not-acceptable` if nicks are locked down. A change back to the reserved nick is allowed. */
export function refuseLocked(room: Room, occupant: Occupant, nick: string): void {
  const reserved = lockedNickOf(room, occupant.user)
  if (reserved === nick) return
  if (reserved !== undefined) refuse(`In this room you must use the nick ${reserved}, which you have reserved.`)
  if (!mayChangeNick(room, occupant))
    refuse(`This room does not let you change your nick; your nick is still ${occupant.nick}.`)
}

function mayChangeNick({ record: { config } }: Room, { role }: Occupant): boolean {
  return config.allowNickChange && (config.allowVisitorNickChange || role !== 'visitor')
}

function refuse(text: string): never {
  throw new StanzaError('not-acceptable', text, 'cancel')
}
