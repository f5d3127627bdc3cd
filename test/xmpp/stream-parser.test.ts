import t from 'tap'
import type { Element } from '../../src/stanza/element.js'
import { LinkError } from '../../src/xmpp/link-trouble.js'
import { StreamParser } from '../../src/xmpp/stream-parser.js'

const HEADER = `<?xml version='1.0'?><stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>`

/** A parser that has read the header of a stream, and the stanzas that it has handed on. */
function reading() {
  const parser = new StreamParser()
  const stanzas: Element[] = []
  parser.on('element', (stanza: Element) => stanzas.push(stanza))
  parser.write(HEADER)
  return { parser, stanzas }
}

t.test('of a stanza that does not end, no more is kept than makes it too long', async t => {
  const { parser, stanzas } = reading()
  parser.write(`<message id='m1'>`)
  const megabyte = '<a><b>text</b></a>'.repeat(60_000)
  for (let i = 0; i < 20; i++) parser.write(megabyte)
  const kept = parser.cursor?.toString().length ?? 0
  t.ok(kept > 512 * 1024 && kept < 2 * 512 * 1024, String(kept))
  parser.write(`</message><message id='m2'><body>Hello</body></message>`)
  t.same(
    stanzas.map(stanza => stanza.attrs['id']),
    ['m1', 'm2'],
  )
  t.equal(stanzas[1]?.getChildText('body'), 'Hello')
})

t.test('elements within elements without an end are counted and not kept', async t => {
  const { parser, stanzas } = reading()
  const [deep, back] = ['<a>'.repeat(500_000), '</a>'.repeat(500_000)]
  parser.write(`<message>${deep}`)
  parser.write(`${back}</message><message id='m2'/>`)
  t.equal(stanzas.length, 2)
  t.equal(stanzas[1]?.attrs['id'], 'm2')
})

for (const [what, begin] of [
  ['a text', '<message><body>'],
  ['an attribute', `<message id='`],
  ['a name', '<message><'],
] as const) {
  t.test(`${what} without an end ends the stream`, async t => {
    const { parser } = reading()
    parser.write(begin)
    const feed = () => {
      for (let i = 0; i < 70; i++) parser.write('x'.repeat(64 * 1024))
    }
    t.throws(feed, new LinkError('endless'))
  })
}

t.test('a long text that comes at once is read as soon as one that comes in parts', async t => {
  const { parser } = reading()
  // Looked through from each of its characters, it would take minutes.
  t.throws(() => parser.write(`<message><body>${'x'.repeat(8_000_000)}`), new LinkError('endless'))
})

t.test('white space that keeps the connection alive is not kept itself', async t => {
  const { parser } = reading()
  for (let i = 0; i < 1000; i++) parser.write(' \n')
  parser.write('<message/>')
  t.same(parser.root?.children, [])
})

for (const text of [
  '<!DOCTYPE lolz [<!ENTITY lol "lol">]>',
  '<!ENTITY lol SYSTEM "file:///etc/passwd">',
  '<!-- a comment -->',
  '<?php echo 1 ?>',
  '<?xml version="1.0"?>',
  '<message><!-- a comment --></message>',
  'text between stanzas',
  '<message>&lol;</message>',
]) {
  t.test(`6120, 11.1: ${text} ends the stream, in whatever pieces it comes`, async t => {
    t.throws(() => reading().parser.write(`${text}<message/>`))
    t.throws(() => {
      const { parser } = reading()
      for (const character of text) parser.write(character)
      parser.write('<message/>')
    })
  })
}

t.test('what is forbidden is text like any other inside CDATA, in whatever pieces it comes', async t => {
  const { parser, stanzas } = reading()
  const text = '<message><body><![CDATA[<!DOCTYPE a> <? ]] >]]></body></message><message/>'
  parser.write(text)
  for (const character of text) parser.write(character)
  t.same(
    stanzas.map(stanza => stanza.getChildText('body')),
    ['<!DOCTYPE a> <? ]] >', null, '<!DOCTYPE a> <? ]] >', null],
  )
})
