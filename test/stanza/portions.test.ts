import t from 'tap'
import { xml } from '../../src/stanza/element.js'
import { portions } from '../../src/stanza/portions.js'

const five = Array.from({ length: 5 }, (_, i) => xml('a', {}, String(i)))

t.test('a short list is one portion, and so is an empty list', async t => {
  t.same(portions(five, 1000), [five])
  t.same(portions([], 1000), [[]])
})

t.test('a portion exceeds the limit only if it is a single element', async t => {
  const lengths = (longest: number) => portions(five, longest).map(({ length }) => length)
  t.same(lengths(2 * '<a>0</a>'.length), [2, 2, 1])
  t.same(portions(five, 1).flat(), five)
})
