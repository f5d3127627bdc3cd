import type { Capability } from '../capability.js'
import { isNonAnonymous } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import { choiceSetting } from '../operations/settings.js'

const FIELD = 'muc#roomconfig_whois'
const LABEL = 'Who may see real addresses'
const CHOICES = { moderators: 'Moderators', anyone: 'Anyone' } as const satisfies Record<RoomConfig['whois'], string>

/** XEP-0045 §4.2, §7.2.3, §7.2.4: whether the room is non-anonymous or semi-anonymous. */
export const whois: Capability = {
  features: room => [isNonAnonymous(room) ? 'muc_nonanonymous' : 'muc_semianonymous'],
  settings: [choiceSetting({ key: 'whois', field: FIELD, label: LABEL, choices: CHOICES })],
  entryCodes: ({ room }) => (isNonAnonymous(room) ? [100] : []),
  changeCodes: { whois: now => [now.whois === 'anyone' ? 172 : 173] },
}
