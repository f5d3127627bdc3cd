import { parseDuration } from '../../stanza/duration.js'
import type { AskedTerms } from '../terms.js'
import type { Texts } from './texts/shape.js'

export type ChatTerms = Pick<AskedTerms, 'label' | 'lifetime' | 'maxUses'>

/**
 * The terms of a link in words such as `7d 20 Party`: a lifetime, a number of uses, in any order, and then a label. Without
 * words there are none. Undefined if the words do not begin with a term.
 */
export function termsIn(words: readonly string[], { units }: Pick<Texts, 'units'>): ChatTerms | undefined {
  let lifetime: number | undefined
  let maxUses: number | undefined
  let at = 0
  while (at < words.length) {
    const word = words[at] ?? ''
    const two = inUnit(word, words[at + 1], units)
    const isCount = /^\d{1,6}$/.test(word)
    if (lifetime === undefined && two !== undefined) {
      lifetime = two
      at += 2
    } else if (lifetime === undefined && !isCount && durationOf(word, units) !== undefined) {
      lifetime = durationOf(word, units)
      at++
    } else if (maxUses === undefined && isCount) {
      maxUses = Number(word)
      at++
    } else if (lifetime === undefined && word === '0') {
      lifetime = 0
      at++
    } else break
  }
  if (at === 0 && words.length > 0) return undefined
  const label = words.slice(at).join(' ')
  return { lifetime, maxUses, label: label === '' ? undefined : label }
}

/** `7d`, and in the person's language `7j` or `7tage`. */
function durationOf(word: string, units: Texts['units']): number | undefined {
  const [, count = '', name] = /^(\d{1,6})(\p{L}+)$/u.exec(word) ?? []
  return parseDuration(word) ?? inUnit(count, name, units)
}

/** A number and the name of a unit, as in `7 days`. */
function inUnit(count: string, name: string | undefined, units: Texts['units']): number | undefined {
  if (name === undefined || !/^\d{1,6}$/.test(count)) return undefined
  const wanted = name.toLowerCase()
  const unit = (['m', 'h', 'd', 'w'] as const).find(one => one === wanted || units[one].includes(wanted))
  return unit && parseDuration(`${count}${unit}`)
}
