import t from 'tap'
import { OverloadDetector } from '../../src/observability/overload.js'

t.test('an overload begins once and is over after ten seconds without a sign', async t => {
  const overload = new OverloadDetector()
  const calm = { dropped: 0, refused: 0 }
  t.equal(overload.update(0, calm), undefined)
  t.equal(overload.update(1000, { dropped: 0, refused: 1 }), 'begins')
  t.equal(overload.update(2000, { dropped: 5, refused: 1 }), undefined)
  t.equal(overload.update(11_999, { dropped: 5, refused: 1 }), undefined)
  t.equal(overload.update(12_000, { dropped: 5, refused: 1 }), 'is over')
  t.equal(overload.update(13_000, { dropped: 5, refused: 1 }), undefined)
  t.equal(overload.update(14_000, { dropped: 6, refused: 1 }), 'begins')
})
