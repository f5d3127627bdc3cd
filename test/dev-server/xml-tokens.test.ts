import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { type Token, XmlTokens } from '../../src/dev-server/xml-tokens.js'
import { conditionOf } from './condition.js'

/** The tokens of a text that arrives in the given pieces; a string arrives character by character. */
function tokensOf(pieces: Iterable<string>): Token[] {
  const tokens = new XmlTokens()
  const found: Token[] = []
  for (const piece of pieces) {
    tokens.push(piece)
    for (let token = tokens.next(); token; token = tokens.next()) found.push(token)
  }
  return found
}

const REFUSED: readonly [string, string, string][] = [
  ['a DOCTYPE', 'restricted-xml', "<!DOCTYPE a [<!ENTITY b 'c'>]><a>"],
  ['a processing instruction', 'restricted-xml', '<a><?php echo 1 ?>'],
  ['an instruction that has no end yet', 'restricted-xml', '<?php'],
  ['a second XML declaration', 'restricted-xml', "<a><?xml version='1.0'?>"],
  ['an attribute without quotes', 'not-well-formed', '<a b=c>'],
  ['an attribute without a value', 'not-well-formed', '<a b>'],
  ['an attribute that stands twice', 'not-well-formed', "<a b='1' b='2'>"],
  ['a < in an attribute', 'not-well-formed', "<a b='<'>"],
  ['a tag without a name', 'not-well-formed', '<>'],
  ['a name that begins with a digit', 'not-well-formed', '<1/>'],
  ['an end tag with attributes', 'not-well-formed', "</a b='1'>"],
  ['an unknown entity', 'not-well-formed', '<a>&nbsp;</a>'],
  ['a lone &', 'not-well-formed', '<a>R&B</a>'],
  ['a reference to NUL', 'not-well-formed', '<a>&#0;</a>'],
  ['a reference beyond Unicode', 'not-well-formed', "<a b='&#x110000;'/>"],
  ['a control character', 'not-well-formed', '<a>\u0001'],
]

for (const [what, condition, text] of REFUSED) {
  t.test(`${what} is refused with ${condition}`, async t => {
    t.equal(
      conditionOf(() => tokensOf([text])),
      condition,
    )
    t.equal(
      conditionOf(() => tokensOf(text)),
      condition,
      'also when each character comes alone',
    )
  })
}

t.test('the tokens do not depend on the pieces in which the text arrives', async t => {
  const content = '<!-- <d> --> x &lt; y <![CDATA[<e>&amp;]]><f:g/>\u{1f600}'
  const text = `<?xml version='1.0'?><a b="1 > 0" c='it&apos;s'>${content}</a>`
  const whole = tokensOf([text])
  t.strictSame(whole, [
    { kind: 'open', name: 'a', attrs: { b: '1 > 0', c: "it's" }, empty: false },
    { kind: 'text', text: ' x < y ' },
    { kind: 'text', text: '<e>&amp;' },
    { kind: 'open', name: 'f:g', attrs: {}, empty: true },
    { kind: 'text', text: '\u{1f600}' },
    { kind: 'close', name: 'a' },
  ])
  t.strictSame(tokensOf(text), whole)
})

t.test('a mark that begins does not end the same piece of XML', async t => {
  const comments = ['<!-->--><a/>', '<!---->', '<!--->-->', '<!-- - -- > -->']
  for (const text of comments) t.strictSame(tokensOf(text), tokensOf([text]), text)
  t.match(tokensOf('<!-->--><a/>'), [{ name: 'a' }])
  t.strictSame(tokensOf('<![CDATA[]>]]]]>'), [{ kind: 'text', text: ']>]]' }])
})

/** So long that a test would not end in its time if each character made all former ones be looked at again. */
const LONG = 1024 * 1024
const long = '>'.repeat(LONG)

for (const [what, text, token] of [
  ['tag', `<a b='${long}'/>`, { kind: 'open', name: 'a', attrs: { b: long }, empty: true }],
  ['text', `${long}<a>`, { kind: 'text', text: long }],
  ['CDATA section', `<![CDATA[${long}]]>`, { kind: 'text', text: long }],
  ['comment', `<!--${long}--><a>`, { kind: 'open', name: 'a', attrs: {}, empty: false }],
] as const) {
  t.test(`a ${what} of a million characters that come one by one is read whole`, async t => {
    t.ok(isDeepStrictEqual(tokensOf(text)[0], token))
  })
}

t.test('a new document may begin with a declaration', async t => {
  const tokens = new XmlTokens()
  tokens.push("<a/><?xml version='1.0'?><b/>")
  t.match(tokens.next(), { name: 'a' })
  tokens.restart()
  t.match(tokens.next(), { name: 'b' })
})
