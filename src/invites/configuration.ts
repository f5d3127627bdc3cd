import type { Capability } from '../muc/capability.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { choiceField, type Field } from '../stanza/data-form.js'

/** Fields of our own, as no specification has any. */
const ADMISSION = 'x-muc#roomconfig_autoregister'
const PREVIEW = 'x-muc#roomconfig_linkpreview'

const ADMISSIONS = {
  unlock: 'Admit at once',
  unlock_ack: 'Admit after approval by a moderator',
  lock: 'Admit no new people',
} as const satisfies Record<RoomConfig['autoRegister'], string>

const PREVIEWS = {
  nothing: 'Nothing',
  name: 'The name of the room',
  full: 'The name, the description and the inviter',
} as const satisfies Record<RoomConfig['linkPreview'], string>

type Limit = 'linkLifetime' | 'maxLinkLifetime' | 'linkUses' | 'maxLinkUses' | 'maxLinks'

const LIMITS: readonly { readonly key: Limit; readonly name: string; readonly label: string }[] = [
  {
    key: 'linkLifetime',
    name: 'x-muc#roomconfig_linklifetime',
    label: 'Default lifetime of a link in seconds (0: no expiry)',
  },
  {
    key: 'maxLinkLifetime',
    name: 'x-muc#roomconfig_maxlinklifetime',
    label: 'Longest lifetime of a link in seconds (0: no limit)',
  },
  { key: 'linkUses', name: 'x-muc#roomconfig_linkuses', label: 'Default number of uses of a link (0: no limit)' },
  { key: 'maxLinkUses', name: 'x-muc#roomconfig_maxlinkuses', label: 'Largest number of uses of a link (0: no limit)' },
  { key: 'maxLinks', name: 'x-muc#roomconfig_maxlinks', label: 'Largest number of links at once (0: no limit)' },
]

/** The fields of open invites in the form of the configuration (XEP-0045 §10.2). */
export const openInviteConfiguration: Capability = {
  fields: config => [
    choiceField({ name: ADMISSION, label: 'How links admit people', value: config.autoRegister }, ADMISSIONS),
    choiceField(
      { name: PREVIEW, label: 'What a link shows of the room before joining', value: config.linkPreview },
      PREVIEWS,
    ),
    ...LIMITS.map(
      ({ key, name, label }): Field => ({ name, label, type: 'text-single', values: [String(config[key])] }),
    ),
  ],
  configure: (form, config) => ({
    autoRegister: form.oneOf(ADMISSION, ['unlock', 'unlock_ack', 'lock']) ?? config.autoRegister,
    linkPreview: form.oneOf(PREVIEW, ['nothing', 'name', 'full']) ?? config.linkPreview,
    ...Object.fromEntries(LIMITS.map(({ key, name }) => [key, form.count(name) ?? config[key]])),
  }),
}
