import { type SubmittedForm, textField } from '../../stanza/data-form.js'
import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'

const FIELD = 'muc#roomconfig_lang'
const LABEL = 'Language of the discussion'
/** In characters: what RFC 5646 §4.4.1 wants to be room for. */
const LONGEST = 35

/** XEP-0045 §16.5.3: the natural language in which the room talks. */
export const language: Capability = {
  roomInfo: ({ record: { config } }) =>
    config.lang === '' ? [] : [textField('muc#roominfo_lang', LABEL, config.lang)],
  fields: config => [textField(FIELD, `${LABEL} (a tag such as en or pt-BR)`, config.lang)],
  configure: (form, config) => ({ lang: languageOf(form) ?? config.lang }),
}

/** A tag has the shape of RFC 5646 §2.1; whether there is such a language is not asked. */
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
