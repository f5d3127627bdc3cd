import { booleanField } from '../../../stanza/data-form.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Capability } from '../../capability.js'
import type { Occupant } from '../../model/occupant.js'
import type { Room } from '../../model/room.js'
import { lockedNickOf } from '../../operations/reserve-nick.js'

/** As Openfire calls it. */
const EVERYBODY = 'x-muc#roomconfig_canchangenick'
/** As ejabberd and MongooseIM call it. */
const VISITORS = 'muc#roomconfig_allowvisitornickchange'

/** Whether a room lets its occupants, or its visitors, change their nicks. */
export const nickLock: Pick<Capability, 'fields' | 'configure'> = {
  fields: config => [
    booleanField(EVERYBODY, 'Occupants may change their nicks', config.allowNickChange),
    booleanField(VISITORS, 'Visitors, too, may change their nicks', config.allowVisitorNickChange),
  ],
  configure: (form, config) => ({
    allowNickChange: form.boolean(EVERYBODY) ?? config.allowNickChange,
    allowVisitorNickChange: form.boolean(VISITORS) ?? config.allowVisitorNickChange,
  }),
}

/** §7.6: nicks that are locked down do not change: not-acceptable. Who is held to a reserved one may come back to it. */
export function refuseLocked(room: Room, occupant: Occupant, nick: string): void {
  const reserved = lockedNickOf(room, occupant.user)
  if (reserved === nick) return
  if (reserved !== undefined) refuse(`In this room you are called ${reserved}, the nick you have reserved.`)
  if (!mayChangeNick(room, occupant)) refuse(`This room does not let you change your nick; you stay ${occupant.nick}.`)
}

function mayChangeNick({ record: { config } }: Room, { role }: Occupant): boolean {
  return config.allowNickChange && (config.allowVisitorNickChange || role !== 'visitor')
}

function refuse(text: string): never {
  throw new StanzaError('not-acceptable', text, 'cancel')
}
