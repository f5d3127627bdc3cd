import t from 'tap'
import type { Element } from '../../src/stanza/element.js'
import { ComponentParser } from '../../src/xmpp/component-parser.js'
import { LinkError } from '../../src/xmpp/link-trouble.js'
import { UNREADABLE } from '../stanza/unreadable.js'

const HEADER = `<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>`

/** A parser that has read the header of a stream, and the stanzas that it has handed on. */
function reading() {
  const parser = new ComponentParser()
  const stanzas: Element[] = []
  parser.on('element', (stanza: Element) => stanzas.push(stanza))
  parser.write(HEADER)
  return { parser, stanzas }
}

for (const [what, , text] of UNREADABLE) {
  t.test(`${what} ends the link as unreadable, whole or character by character`, async t => {
    t.throws(() => reading().parser.write(text), new LinkError('unreadable'))
    const { parser } = reading()
    t.throws(() => {
      for (const character of text) parser.write(character)
    }, new LinkError('unreadable'))
  })
}

for (const [what, begin] of [
  ['a text', '<message><body>'],
  ['an attribute', `<message id='`],
  ['a name', '<message><'],
] as const) {
  t.test(`${what} without an end ends the link as endless`, async t => {
    const { parser } = reading()
    parser.write(begin)
    const feed = () => {
      for (let i = 0; i < 70; i++) parser.write('x'.repeat(64 * 1024))
    }
    t.throws(feed, new LinkError('endless'))
    t.throws(() => reading().parser.write(begin + 'x'.repeat(8_000_000)), new LinkError('endless'), 'also at once')
  })
}

t.test('a stanza that is too long for the router does not end the link', async t => {
  const { parser, stanzas } = reading()
  const megabyte = '<a><b>text</b></a>'.repeat(60_000)
  parser.write(`<message id='m1'>`)
  for (let i = 0; i < 20; i++) parser.write(megabyte)
  parser.write(
    `</message><message id='m2'>${'<a>'.repeat(500_000)}${'</a>'.repeat(500_000)}</message><message id='m3'/>`,
  )
  t.same(
    stanzas.map(({ attrs }) => attrs['id']),
    ['m1', 'm2', 'm3'],
  )
  const kept = String(stanzas[0]).length
  t.ok(kept > 512 * 1024 && kept < 2 * 512 * 1024, String(kept))
})

t.test('a prefix that only the header of the sender declares does not end the link: ejabberd passes it on', async t => {
  const { parser, stanzas } = reading()
  parser.write("<message><hp:x hp:y='1'/></message>")
  t.equal(String(stanzas[0]), '<message><hp:x hp:y="1"/></message>')
})

t.test('the events are those that the component library listens to', async t => {
  const parser = new ComponentParser()
  const events: string[] = []
  parser.on('start', (header: Element) => events.push(`start ${header.attrs['id']}`))
  parser.on('element', (element: Element) => events.push(`element ${element.getNS()}`))
  parser.on('end', () => events.push('end'))
  parser.write(HEADER.replace(/>$/, " id='1'>"))
  parser.write('<stream:error/><message/></stream:stream>')
  t.same(events, ['start 1', 'element http://etherx.jabber.org/streams', 'element jabber:component:accept', 'end'])
})

t.test('what a listener throws comes through as it is', async t => {
  const { parser } = reading()
  parser.on('element', () => {
    throw new TypeError('a fault')
  })
  t.throws(() => parser.write('<message/>'), new TypeError('a fault'))
})
