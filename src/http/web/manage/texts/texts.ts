import type { Language } from '../../texts/texts.js'
import { ar } from './ar.js'
import { de } from './de.js'
import { en } from './en.js'
import { es } from './es.js'
import { fr } from './fr.js'
import { it } from './it.js'
import { pt } from './pt.js'
import { ru } from './ru.js'
import type { ManageTexts } from './shape.js'

/** The texts of the pages to manage by language. */
export const MANAGE_TEXTS: Readonly<Record<Language, ManageTexts>> = { en, de, fr, es, it, pt, ru, ar }
