import { choiceField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'
import { isNonAnonymous } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'

const FIELD = 'muc#roomconfig_whois'
const LABEL = 'Who may see real addresses'
const CHOICES = { moderators: 'Moderators', anyone: 'Anyone' } as const satisfies Record<RoomConfig['whois'], string>

/** XEP-0045 §4.2, §7.2.3, §7.2.4: whether the room is non-anonymous or semi-anonymous. */
export const whois: Capability = {
  features: room => [isNonAnonymous(room) ? 'muc_nonanonymous' : 'muc_semianonymous'],
  fields: config => [choiceField({ name: FIELD, label: LABEL, value: config.whois }, CHOICES)],
  configure: (form, config) => ({
    whois: form.oneOf(FIELD, ['moderators', 'anyone']) ?? config.whois,
  }),
  entryCodes: ({ room }) => (isNonAnonymous(room) ? [100] : []),
  changeCodes: { whois: now => [now.whois === 'anyone' ? 172 : 173] },
}
