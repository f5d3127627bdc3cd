import type { Element } from '../../src/stanza/element.js'
import { matches, pattern } from './pattern.js'

/** Throws unless the stanza matches the pattern. */
export function assertLike(stanza: Element, wanted: string): void {
  if (!matches(pattern(wanted), stanza)) throw new Error(`expected\n  ${wanted}\nbut got\n  ${stanza.toString()}`)
}

/** Throws unless the reply is an error with this condition and type (RFC 6120 §8.3) whose text contains `text`. */
export function assertRefused(reply: Element, [condition, type]: readonly [string, string], text = ''): void {
  assertLike(reply, `<${reply.name} type='error'><error type='${type}'><${condition}/></error></${reply.name}>`)
  const explained = reply.getChild('error')?.getChildText('text') ?? ''
  if (!explained.includes(text)) throw new Error(`expected the text "${text}" but got\n  ${reply.toString()}`)
}
