import type { Capability } from '../muc/capability.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import { choiceField, type Field } from '../stanza/data-form.js'

/** Our own fields: no specification has any. */
const ADMISSION = 'x-muc#roomconfig_autoregister'
const PREVIEW = 'x-muc#roomconfig_linkpreview'

const ADMISSIONS = {
  unlock: 'Let people in at once',
  unlock_ack: 'Ask the moderators each time',
  lock: 'Let nobody in',
} as const satisfies Record<RoomConfig['autoRegister'], string>

const PREVIEWS = {
  nothing: 'Nothing',
  name: 'The name of the room',
  full: 'Its name, its description and who invites',
} as const satisfies Record<RoomConfig['linkPreview'], string>

type Limit = 'linkLifetime' | 'maxLinkLifetime' | 'linkUses' | 'maxLinkUses' | 'maxLinks'

const LIMITS: readonly { readonly key: Limit; readonly name: string; readonly label: string }[] = [
  { key: 'linkLifetime', name: 'x-muc#roomconfig_linklifetime', label: 'Seconds for which a link lives (0: for ever)' },
  { key: 'maxLinkLifetime', name: 'x-muc#roomconfig_maxlinklifetime', label: 'At the most (0: no limit)' },
  { key: 'linkUses', name: 'x-muc#roomconfig_linkuses', label: 'How many people a link lets in (0: no limit)' },
  { key: 'maxLinkUses', name: 'x-muc#roomconfig_maxlinkuses', label: 'At the most (0: no limit)' },
  { key: 'maxLinks', name: 'x-muc#roomconfig_maxlinks', label: 'Links at once (0: no limit)' },
]

/** What a room says of its open invites. */
export const openInviteConfiguration: Capability = {
  fields: config => [
    choiceField({ name: ADMISSION, label: 'What links do', value: config.autoRegister }, ADMISSIONS),
    choiceField({ name: PREVIEW, label: 'What everybody sees who has a link', value: config.linkPreview }, PREVIEWS),
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
