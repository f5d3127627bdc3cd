import t from 'tap'
import { readFrame as read } from '../../src/streams/frame.js'
import { UNREADABLE } from '../stanza/unreadable.js'
import { conditionOf } from './condition.js'

const LONGEST_STANZA = 10_000

function readFrame(text: string) {
  return read(text, { longestToken: LONGEST_STANZA, longestStanza: LONGEST_STANZA, mostNested: 64 })
}

t.test('a frame is exactly one element', async t => {
  const element = readFrame("<a xmlns='b'>c</a>")
  t.equal(element.toString(), '<a xmlns="b">c</a>')
  t.equal(element.parent, null)
  for (const text of ['<a/><b/>', ' <a/>', "<?xml version='1.0'?><a/>", '']) {
    t.equal(
      conditionOf(() => readFrame(text)),
      'bad-format',
      JSON.stringify(text),
    )
  }
  for (const text of ['<a>', '<a/><', '<a/>b', '<a/></frame>', '</frame>', '</frame><frame><a/>']) {
    t.equal(
      conditionOf(() => readFrame(text)),
      'not-well-formed',
      JSON.stringify(text),
    )
  }
  for (const text of [
    `<a b='${'x'.repeat(LONGEST_STANZA)}'/>`,
    `<a>${'<b/>'.repeat(LONGEST_STANZA / 4)}</a>`,
    '<a>'.repeat(65),
  ]) {
    t.equal(
      conditionOf(() => readFrame(text)),
      'policy-violation',
      text.slice(0, 20),
    )
  }
})

t.test('a prefix must be declared in the frame', async t => {
  t.equal(readFrame("<a xmlns:x='urn:x'><x:b/></a>").toString(), '<a xmlns:x="urn:x"><x:b/></a>')
  t.equal(
    conditionOf(() => readFrame('<x:a/>')),
    'bad-namespace-prefix',
  )
})

for (const [what, condition, text] of UNREADABLE) {
  if (!text.startsWith('<') || text.startsWith('<?')) continue
  t.test(`${what} in a frame is refused with ${condition}`, async t => {
    t.equal(
      conditionOf(() => readFrame(text)),
      condition,
    )
  })
}
