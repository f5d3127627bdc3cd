import { type Element, parseElement } from '../../src/stanza/element.js'
import { randomStanza } from '../random/random-stanza.js'
import { type Choices, hostileStanza } from './xmpp-hostile-stanzas.js'
import { mutated } from './xmpp-mutation.js'

/** A random stanza, valid or hostile; undefined when its text is no XML. `named` replaces names in the text. */
export function anyStanza(by: Choices, named = (text: string) => text): Element | undefined {
  const text = by.some(0.5) ? randomStanza(by) : hostileStanza(by)
  try {
    const stanza = parseElement(named(text))
    return by.some(0.25) ? mutated(stanza, by) : stanza
  } catch {
    return undefined
  }
}
