import { ar } from './ar.js'
import { de } from './de.js'
import { en } from './en.js'
import { es } from './es.js'
import { fr } from './fr.js'
import { it } from './it.js'
import { pt } from './pt.js'
import { ru } from './ru.js'
import type { Texts } from './shape.js'

/** The languages of the pages as tags (RFC 5646), with their own names, in the order of the switch. */
export const LANGUAGE_NAMES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
  pt: 'Português',
  ru: 'Русский',
  ar: 'العربية',
} as const

export type Language = keyof typeof LANGUAGE_NAMES

export const TEXTS: Readonly<Record<Language, Texts>> = { en, de, fr, es, it, pt, ru, ar }

/** The direction of a language for the attribute `dir`. */
export function directionOf(language: Language): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}
