import t from 'tap'
import type { Element } from '../../src/stanza/element.js'
import { StreamReader } from '../../src/stanza/stream-reader.js'
import { detached } from '../../src/streams/detached.js'
import { conditionOf } from './condition.js'

const HEADER = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:x='urn:x'>"

/** The first stanza of a stream whose header declares the prefixes `stream` and `x`. */
function stanzaOf(text: string): Element {
  const stanzas: Element[] = []
  const received = (stanza: Element) => stanzas.push(stanza)
  const reader = new StreamReader(
    { opened: () => undefined, received, closed: () => undefined },
    { longestToken: 1000 },
  )
  reader.read(HEADER + text)
  const [stanza] = stanzas
  if (!stanza) throw new Error('There is no stanza.')
  return stanza
}

t.test('a prefix that the header declares is declared on what uses it', async t => {
  const stanza = detached(stanzaOf("<a><x:b x:c='1'><x:d/></x:b><e xml:lang='en'/></a>"))
  t.equal(stanza.toString(), '<a><x:b x:c="1" xmlns:x="urn:x"><x:d/></x:b><e xml:lang="en"/></a>')
  t.equal(stanza.parent, null)
})

t.test('a prefix that the stanza declares stays as it is', async t => {
  const stanza = detached(stanzaOf("<a xmlns:x='urn:y'><x:b/></a>"))
  t.equal(stanza.toString(), '<a xmlns:x="urn:y"><x:b/></a>')
})

t.test('a prefix that is not declared is refused', async t => {
  t.equal(
    conditionOf(() => detached(stanzaOf('<a><y:b/></a>'))),
    'bad-namespace-prefix',
  )
})
