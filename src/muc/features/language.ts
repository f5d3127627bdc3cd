import { type SubmittedForm, textField } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'

const FIELD = 'muc#roomconfig_lang'
const LABEL = 'Language of the discussion'
/** In characters: RFC 5646 §4.4.1 asks for room for 35. */
const LONGEST = 35

/** XEP-0045 §16.5.3: the natural language of the discussion. */
export const language: Capability = {
  roomInfo: ({ record: { config } }) =>
    config.lang === '' ? [] : [textField('muc#roominfo_lang', LABEL, config.lang)],
  fields: config => [textField(FIELD, `${LABEL} (a tag such as en or pt-BR)`, config.lang)],
  configure: (form, config) => ({ lang: languageOf(form) ?? config.lang }),
}

/** Checks the syntax of the tag (RFC 5646 §2.1), not whether the language exists. */
function languageOf(form: SubmittedForm): string | undefined {
  const tag = form.text(FIELD, LONGEST)
  if (tag !== undefined && tag !== '' && !/^[a-z]{1,8}(-[a-z\d]{1,8})*$/i.test(tag)) {
    throw new StanzaError(
      'not-acceptable',
      `The field ${FIELD} is "${tag}"; expected a language tag such as en or pt-BR.`,
    )
  }
  return tag
}
