import t from 'tap'
import { StreamReader } from '../../src/stanza/stream-reader.js'
import { conditionOf } from '../streams/condition.js'

const LONGEST = 1024 * 1024
const long = '>'.repeat(LONGEST - 100)

/** How many stanzas a text holds that comes in pieces; a string comes character by character. */
function stanzasIn(pieces: Iterable<string>): number {
  let stanzas = 0
  const received = () => stanzas++
  const reader = new StreamReader(
    { opened: () => undefined, received, closed: () => undefined },
    { longestToken: LONGEST },
  )
  reader.read('<stream:stream>')
  for (const piece of pieces) reader.read(piece)
  return stanzas
}

/*
 * These texts are so long that a test would exceed its time if the reader looked at what has come again with each
 * character.
 */
for (const [what, text] of [
  ['an attribute', `<a b='${long}'/>`],
  ['a text', `<a>${long}</a>`],
  ['a text of references', `<a>${'&amp;'.repeat(LONGEST / 5 - 10)}</a>`],
  ['a CDATA section', `<a><![CDATA[${long}]]></a>`],
  ['a CDATA section of brackets', `<a><![CDATA[${']'.repeat(LONGEST - 100)}]]></a>`],
  ['a name', `<${'a'.repeat(LONGEST - 100)}/>`],
  ['the name of an attribute', `<a ${'a'.repeat(LONGEST - 100)}='1'/>`],
  ['white space in a tag', `<a${' '.repeat(LONGEST - 100)}/>`],
  ['many attributes', `<a ${Array.from({ length: 50_000 }, (_, i) => `a${i}='b'`).join(' ')}/>`],
  ['elements in elements', `<a>${'<b>'.repeat(100_000)}${'</b>'.repeat(100_000)}</a>`],
  ['many elements', `<a>${'<b/>'.repeat(200_000)}</a>`],
] as const) {
  t.test(`${what} of about a million characters is read in time, whole or character by character`, async t => {
    t.equal(stanzasIn([text]), 1)
    t.equal(stanzasIn(text), 1)
  })
}

for (const [what, begin, more] of [
  ['a text', '<a>', 'x'],
  ['an attribute', `<a b='`, 'x'],
  ['a name', '<', 'x'],
  ['the name of an attribute', '<a ', 'x'],
  ['a tag of white space', '<a', ' '],
  ['a CDATA section', '<a><![CDATA[', ']'],
  ['white space between stanzas', '', ' '],
] as const) {
  t.test(`${what} without an end is refused beyond the bound, in pieces, at once or with its end`, async t => {
    const text = begin + more.repeat(LONGEST + 1)
    const pieces = Array.from({ length: Math.ceil(text.length / 60_000) }, (_, i) =>
      text.slice(i * 60_000, (i + 1) * 60_000),
    )
    for (const given of [[text], pieces, [begin, ...more.repeat(LONGEST + 1)], [`${text}>]]>'/></a>`]]) {
      t.equal(
        conditionOf(() => stanzasIn(given)),
        'policy-violation',
      )
    }
  })
}

for (const [what, text] of [
  ['a name', `<${'a'.repeat(LONGEST - 100)}<>`],
  ['a name with a colon', `<a ${'a'.repeat(LONGEST / 2)}:${'a'.repeat(LONGEST / 3)}>`],
  ['white space around a =', `<a b${' '.repeat(LONGEST / 3)}=${' '.repeat(LONGEST / 3)}c>`],
  ['white space at the end', `<a${' '.repeat(LONGEST - 100)}=>`],
  ['an attribute with a <', `<a b='${'x'.repeat(LONGEST - 100)}<'>`],
  ['a text with a lone &', `<a>${'&amp;'.repeat(LONGEST / 6)}&</a>`],
] as const) {
  t.test(`a malformed tag or text is refused in time: ${what}`, async t => {
    t.equal(
      conditionOf(() => stanzasIn([text])),
      'not-well-formed',
    )
  })
}
