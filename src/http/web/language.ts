import { LANGUAGE_NAMES, type Language } from './texts/texts.js'

/** Where a request says its language: `lang` of the query, and the header Accept-Language. */
export type LanguageHints = { readonly chosen?: unknown; readonly accepted?: string | undefined }

/** Wishes of a header that are read, so that a long one costs little. Our own decision. */
const MOST_WISHES = 20

/** The language that a visitor has chosen; else the most wanted that the pages have (RFC 9110 §12.5.4); else English. */
export function languageOf({ chosen, accepted = '' }: LanguageHints): Language {
  return chosenLanguage(chosen) ?? wishes(accepted).find(isLanguage) ?? 'en'
}

/** The language that the query names; undefined if it names none of ours. */
export function chosenLanguage(chosen: unknown): Language | undefined {
  return typeof chosen === 'string' && isLanguage(chosen) ? chosen : undefined
}

/** The primary subtags of the header, the most wanted first: `pt-BR` is met by `pt`. */
function wishes(accepted: string): string[] {
  return accepted
    .split(',', MOST_WISHES)
    .map(wish => {
      const [, tag = '', weight = '1'] = /^\s*([a-z]{2,3})(?:-[a-z0-9-]+)?\s*(?:;\s*q=([0-9.]+))?\s*$/i.exec(wish) ?? []
      return { tag: tag.toLowerCase(), weight: Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag)
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGE_NAMES, tag)
}
