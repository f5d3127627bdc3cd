import type { Language } from '../../texts/texts.js'
import { en } from './en.js'
import type { ManageTexts } from './shape.js'

/** The texts of the pages to manage by language. */
export const MANAGE_TEXTS: Readonly<Record<Language, ManageTexts>> = {
  ...{ en, de: en, fr: en, es: en },
  ...{ it: en, pt: en, ru: en, ar: en },
}
