import { ar } from './ar.js'
import { de } from './de.js'
import { en } from './en.js'
import { es } from './es.js'
import { fr } from './fr.js'
import { isolated } from './isolate.js'
import { it } from './it.js'
import { pt } from './pt.js'
import { ru } from './ru.js'
import type { Texts } from './shape.js'

/** By primary language subtag (RFC 5646 §2.2.1). */
export const TEXTS = { en, de, fr, es, it, pt, ru, ar } as const satisfies Record<string, Texts>

export type Language = keyof typeof TEXTS

/** The language of a tag such as `de-AT`; undefined if we have no texts in it. */
export function languageOf(tag: string): Language | undefined {
  const [subtag = ''] = tag.toLowerCase().split('-')
  return Object.hasOwn(TEXTS, subtag) ? (subtag as Language) : undefined
}

/** Puts values in the places of a text: `{room}` becomes that of `room`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (place, name: string) => isolatedIn(text, String(values[name] ?? place)))
}

function isolatedIn(text: string, value: string): string {
  return isolated([value, text])[0] ?? value
}
