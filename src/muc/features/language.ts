import { type SubmittedForm, textField } from '../../stanza/data-form.js'
import type { Capability } from '../capability.js'
import { textSetting, withValue } from '../operations/settings.js'

const FIELD = 'muc#roomconfig_lang'
const LABEL = 'Language of the discussion'
/** In characters: RFC 5646 §4.4.1 asks for room for 35. */
const LONGEST = 35

/** XEP-0045 §16.5.3: the natural language of the discussion. */
export const language: Capability = {
  roomInfo: ({ record: { config } }) =>
    config.lang === '' ? [] : [textField('muc#roominfo_lang', LABEL, config.lang)],
  settings: [
    {
      ...textSetting({ key: 'lang', field: FIELD, label: `${LABEL} (a tag such as en or pt-BR)`, most: LONGEST }),
      read: (form, config) => withValue(config, 'lang', languageIn(form)),
    },
  ],
  ignored(form) {
    const given = form.text(FIELD)
    if (given === undefined || languageIn(form) !== undefined) return []
    return [
      `The language of the room stays as it was: "${given.slice(0, 100)}" is no language tag such as en or pt-BR.`,
    ]
  },
}

/**
 * Undefined for a text that is no tag, which is no reason to refuse a whole form. Checks the syntax (RFC 5646 §2.1), not
 * whether the language exists.
 */
function languageIn(form: SubmittedForm): string | undefined {
  const tag = form.text(FIELD)?.trim()
  const isTag = tag === '' || (tag !== undefined && tag.length <= LONGEST && /^[a-z]{1,8}(-[a-z\d]{1,8})*$/i.test(tag))
  return isTag ? tag : undefined
}
