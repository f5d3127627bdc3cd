import t from 'tap'
import { LONGEST_STANZA, readFrame, StreamReader } from '../../src/dev-server/xml-reader.js'
import { conditionOf } from './condition.js'

const HEADER = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' xmlns:x='urn:x'>"

/** A reader that has read the header, and what it hands on. */
function reading() {
  const parts: string[] = []
  const reader = new StreamReader({
    opened: header => parts.push(`opened ${header.name}`),
    received: element => parts.push(element.toString()),
    closed: () => parts.push('closed'),
  })
  reader.read(HEADER)
  return { reader, parts }
}

t.test('the children of the header come one by one, whitespace between them does not', async t => {
  const { reader, parts } = reading()
  reader.read("<a> \n</a> \n <b><c d='1'/>e</b></stream:stream>")
  t.strictSame(parts, ['opened stream:stream', '<a> \n</a>', '<b><c d="1"/>e</b>', 'closed'])
})

t.test('a prefix that the header declares is declared on what uses it', async t => {
  const { reader, parts } = reading()
  reader.read("<a><x:b x:c='1'/></a>")
  t.equal(parts[1], '<a><x:b x:c="1" xmlns:x="urn:x"/></a>')
  t.equal(
    conditionOf(() => reader.read('<a><y:b/></a>')),
    'bad-namespace-prefix',
  )
})

t.test('after a restart comes a new header', async t => {
  const { reader, parts } = reading()
  reader.restart()
  reader.read(`<?xml version='1.0'?>${HEADER}<a/>`)
  t.strictSame(parts.slice(1), ['opened stream:stream', '<a/>'])
})

t.test('a stanza of the longest length is read, a longer one is not, whole or in pieces', async t => {
  const longest = `<a>${'x'.repeat(LONGEST_STANZA - 7)}</a>`
  const { reader, parts } = reading()
  reader.read(longest + longest)
  t.equal(parts.length, 3)
  t.equal(
    conditionOf(() => reading().reader.read(`<b>x</b><a>x${longest.slice(3)}`)),
    'policy-violation',
  )
  t.equal(
    conditionOf(() => reader.read(`<a>${'x'.repeat(LONGEST_STANZA)}`)),
    'policy-violation',
  )
  const small = '<a>x</a>'.repeat(LONGEST_STANZA / 8 + 1)
  t.doesNotThrow(() => reading().reader.read(small), 'many small stanzas in one read are not a long one')
})

t.test('elements may be nested, but not without end', async t => {
  t.doesNotThrow(() => reading().reader.read('<a>'.repeat(64)))
  t.equal(
    conditionOf(() => reading().reader.read('<a>'.repeat(65))),
    'policy-violation',
  )
})

t.test('tags that do not fit are refused', async t => {
  t.equal(
    conditionOf(() => reading().reader.read('<a></b>')),
    'not-well-formed',
  )
  t.equal(
    conditionOf(() => reading().reader.read('</a>')),
    'not-well-formed',
  )
  t.equal(
    conditionOf(() => reading().reader.read('hello <a/>')),
    'bad-format',
  )
})

t.test('a frame is exactly one element', async t => {
  t.equal(readFrame("<a xmlns='b'>c</a>").toString(), '<a xmlns="b">c</a>')
  for (const text of ['<a/><b/>', ' <a/>', "<?xml version='1.0'?><a/>", '']) {
    t.equal(
      conditionOf(() => readFrame(text)),
      'bad-format',
      JSON.stringify(text),
    )
  }
  for (const text of ['<a>', '<a/><', '<a/>b']) {
    t.equal(
      conditionOf(() => readFrame(text)),
      'not-well-formed',
      JSON.stringify(text),
    )
  }
  t.equal(
    conditionOf(() => readFrame(`<a b='${'x'.repeat(LONGEST_STANZA)}'/>`)),
    'policy-violation',
  )
})
