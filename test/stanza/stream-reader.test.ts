import t from 'tap'
import { type Element, isDeeperThan } from '../../src/stanza/element.js'
import { type StreamBounds, StreamReader } from '../../src/stanza/stream-reader.js'
import { conditionOf } from '../streams/condition.js'
import { UNREADABLE } from './unreadable.js'

const STREAM = 'http://etherx.jabber.org/streams'
const HEADER = `<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='${STREAM}' xmlns:x='urn:x'>`

/** A reader that has read a header, and what it has handed on. */
function reading(bounds: Partial<StreamBounds> = {}) {
  const parts: string[] = []
  const stanzas: Element[] = []
  const reader = new StreamReader(
    {
      opened: header => parts.push(`opened ${header.name}`),
      received: stanza => {
        stanzas.push(stanza)
        // A very deep stanza cannot be written as text: that would exhaust the stack.
        parts.push(isDeeperThan(100, stanza) ? stanza.name : stanza.toString())
      },
      closed: () => parts.push('closed'),
    },
    { longestToken: 4 * 1024 * 1024, ...bounds },
  )
  reader.read(HEADER)
  return { reader, parts, stanzas, read: (text: string) => reader.read(text) }
}

/** Reads a text in pieces: a string is read character by character. */
function readPieces(pieces: Iterable<string>, bounds: Partial<StreamBounds> = {}) {
  const { read, parts, stanzas } = reading(bounds)
  for (const piece of pieces) read(piece)
  return { parts: parts.slice(1), stanzas }
}

for (const [what, condition, text] of UNREADABLE) {
  t.test(`${what} is refused with ${condition}, whole or character by character`, async t => {
    t.equal(
      conditionOf(() => readPieces([text])),
      condition,
    )
    t.equal(
      conditionOf(() => readPieces(text)),
      condition,
    )
  })
}

t.test('the children of the header come one by one, the white space between them does not come', async t => {
  const { parts } = readPieces(['<a> \n</a> \n <b><c d="1"/>e</b></stream:stream>'])
  t.strictSame(parts, ['<a> \n</a>', '<b><c d="1"/>e</b>', 'closed'])
})

t.test('the pieces in which a text arrives make no difference', async t => {
  const text = `<a b="1 > 0" c='it&apos;s' d = '\u{1f339}'>x &lt; y <![CDATA[<e>&amp;]] ]>]]]><f:g/>\u{1f600}</a\n>`
  const whole = readPieces([text]).stanzas
  t.strictSame(readPieces(text).stanzas, whole)
  for (let at = 1; at < text.length; at++) t.strictSame(readPieces([text.slice(0, at), text.slice(at)]).stanzas, whole)
  t.strictSame(whole[0]?.attrs, { b: '1 > 0', c: "it's", d: '\u{1f339}' })
  t.equal(whole[0]?.getText(), 'x < y <e>&amp;]] ]>]\u{1f600}')
  t.match(whole[0]?.getChildElements(), [{ name: 'f:g', attrs: {}, children: [] }])
})

t.test('CDATA is text, whatever it holds and in whatever pieces it comes', async t => {
  for (const content of ['', ']', ']]', ']>]]', '<!DOCTYPE a> <? ]] >', '<![CDATA[', '&lol;', '>'.repeat(20)]) {
    const text = `<a><![CDATA[${content}]]></a><b/>`
    for (const pieces of [[text], text]) {
      const { stanzas } = readPieces(pieces)
      t.equal(stanzas.length, 2)
      t.equal(stanzas[0]?.getText(), content)
    }
  }
})

t.test("XML 1.0, 2.3: the names that servers' parsers allow are read", async t => {
  const names = ['a·b', '\u212e', 'x:né', '_', 'a.b-c1', '\u3007', 'ﬁ', 'a\u0387', '\u{10000}']
  for (const name of names) t.strictSame(readPieces([`<${name}/>`]).parts, [`<${name}/>`])
})

t.test('names of the properties of objects are attributes like any other', async t => {
  const [stanza] = readPieces(["<a constructor='x' toString='y' hasOwnProperty='z'/><b __proto__='x'/>"]).stanzas
  t.strictSame({ ...stanza?.attrs }, { constructor: 'x', toString: 'y', hasOwnProperty: 'z' })
})

t.test('a stanza inherits the namespaces of the header, which does not keep it', async t => {
  const { stanzas } = readPieces(["<a/><stream:b/><a xmlns='urn:y'/>"])
  t.strictSame(
    stanzas.map(stanza => stanza.getNS()),
    ['jabber:client', STREAM, 'urn:y'],
  )
  t.strictSame(
    stanzas.map(stanza => stanza.attrs['xmlns']),
    [undefined, undefined, 'urn:y'],
  )
  t.strictSame(stanzas[0]?.parent?.children, [])
})

t.test('white space that keeps the connection alive is not kept itself', async t => {
  const { read, parts, stanzas } = reading()
  for (let i = 0; i < 1000; i++) read(' \n')
  read('<a/>')
  t.strictSame(parts.slice(1), ['<a/>'])
  t.strictSame(stanzas[0]?.parent?.children, [])
})

t.test('after a restart comes a new header, also when what came before it asks for the restart', async t => {
  const { reader, parts } = reading()
  reader.restart()
  reader.read(`\n${HEADER}<a/>`)
  t.strictSame(parts.slice(1), ['opened stream:stream', '<a/>'])
  const names: string[] = []
  const asking: StreamReader = new StreamReader(
    {
      opened: header => names.push(header.name),
      received: ({ name }) => {
        names.push(name)
        if (name === 'auth') asking.restart()
      },
      closed: () => names.push('closed'),
    },
    { longestToken: 1000 },
  )
  asking.read(`${HEADER}<auth/>${HEADER}<a/></stream:stream>`)
  t.strictSame(names, ['stream:stream', 'auth', 'stream:stream', 'a', 'closed'])
})

t.test('a stream begins with a header', async t => {
  for (const text of ['GET / HTTP/1.1\r\n\r\n<', '</a>', '<![CDATA[x]]>']) {
    const { reader } = reading()
    reader.restart()
    t.equal(
      conditionOf(() => reader.read(text)),
      'bad-format',
    )
  }
})

t.test('nothing is read behind the end of the stream', async t => {
  const { read, parts } = reading()
  read('</stream:stream><a/><!DOCTYPE>')
  read('<a/>\u0000')
  t.strictSame(parts.slice(1), ['closed'])
})

t.test('a stanza of the longest length is read, a longer one is not, whole or in pieces', async t => {
  const longestStanza = 1000
  const longest = `<a>${'x'.repeat(longestStanza - 7)}</a>`
  const { read, parts } = reading({ longestStanza })
  read(longest + longest)
  t.equal(parts.length, 3)
  t.equal(
    conditionOf(() => read(`<a>${'x'.repeat(longestStanza)}`)),
    'policy-violation',
  )
  for (const text of [`<b>x</b><a>x${longest.slice(3)}`, `<a b='${'x'.repeat(longestStanza)}`]) {
    for (const pieces of [[text], text]) {
      t.equal(
        conditionOf(() => readPieces(pieces, { longestStanza })),
        'policy-violation',
      )
    }
  }
  t.doesNotThrow(
    () => readPieces(['<a>x</a>'.repeat(longestStanza)], { longestStanza }),
    'of many short stanzas in one read, each counts alone',
  )
})

t.test('elements are nested as deeply as allowed, and not deeper', async t => {
  t.doesNotThrow(() => readPieces(['<a>'.repeat(64)], { mostNested: 64 }))
  t.doesNotThrow(() => readPieces(['<a><b/></a>'.repeat(100)], { mostNested: 2 }))
  t.equal(
    conditionOf(() => readPieces(['<a>'.repeat(65)], { mostNested: 64 })),
    'policy-violation',
  )
})

t.test('of a stanza that does not end, no more is kept than makes it too long', async t => {
  const { read, stanzas } = reading({ mostKept: 512 * 1024 })
  read(`<message id='m1'>`)
  const megabyte = '<a><b>text</b></a>'.repeat(60_000)
  for (let i = 0; i < 20; i++) read(megabyte)
  read(`</message><message id='m2'><body>Hello</body></message>`)
  const kept = String(stanzas[0]).length
  t.ok(kept > 512 * 1024 && kept < 2 * 512 * 1024, String(kept))
  t.strictSame(
    stanzas.map(stanza => stanza.attrs['id']),
    ['m1', 'm2'],
  )
  t.equal(stanzas[1]?.getChildText('body'), 'Hello')
})

t.test('elements within elements without an end are counted and not kept', async t => {
  const { read, stanzas } = reading({ mostKept: 512 * 1024 })
  read(`<message>${'<a>'.repeat(500_000)}`)
  read(`${'</a>'.repeat(500_000)}</message><message id='m2'/>`)
  t.equal(stanzas.length, 2)
  t.equal(stanzas[1]?.attrs['id'], 'm2')
})
